// The source file for which the precompiled header is built.
