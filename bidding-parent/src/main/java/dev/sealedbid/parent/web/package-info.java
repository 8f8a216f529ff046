/** What every HTTP request passes: who may call, how large, how bodies are read. */
@NullMarked
package dev.sealedbid.parent.web;

import org.jspecify.annotations.NullMarked;
