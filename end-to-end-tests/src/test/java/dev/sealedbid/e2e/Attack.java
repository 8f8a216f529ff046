package dev.sealedbid.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A row of docs/THREAT_MODEL.md, carried out. Attacks share the processes and nothing else: each
 * has auctions, buyers and keys of its own. So those of one class run side by side, for most of
 * their time is waiting until their auctions close.
 */
@Test
@Execution(ExecutionMode.CONCURRENT)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Attack {}
