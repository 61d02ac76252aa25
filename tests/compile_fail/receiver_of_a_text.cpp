#include <scaivault/receiver.hpp>

using namespace scaivault;

#ifdef CORRECTED
receiver vault{signing_secrets{"whsec_only_an_example_0123456789ab"}};
#else
receiver vault{"whsec_only_an_example_0123456789ab"};
// error: argument_is_no_set_of_secrets<char
#endif
