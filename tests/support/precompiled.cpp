// The precompiled header is made for this file.
