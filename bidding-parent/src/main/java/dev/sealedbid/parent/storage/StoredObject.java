package dev.sealedbid.parent.storage;

import java.io.InputStream;

/**
 * An object that is read as a stream: too long to be held.
 *
 * @param bytes its bytes; whoever gets them closes them
 * @param length how many there are
 */
public record StoredObject(InputStream bytes, long length) {}
