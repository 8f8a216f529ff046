/**
 * The whole system on this machine: its processes, its people, and how both are started and
 * stopped.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.demo.system;
