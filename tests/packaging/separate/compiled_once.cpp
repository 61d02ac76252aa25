// The one file that compiles the reader and the verifier.
#include <scaivault/webhook.ipp>
