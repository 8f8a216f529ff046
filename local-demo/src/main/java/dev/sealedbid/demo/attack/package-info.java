/** The attacks that the demo carries out; each must be refused. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.demo.attack;
