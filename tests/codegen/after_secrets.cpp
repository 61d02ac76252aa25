// What follows the construction of secrets in a function, which may be the loop that receives all deliveries.
#include <webhooks/trust/signing_secrets.hpp>

#include <cstdint>

extern "C" void received(const char* secret, std::int64_t volatile& total) {
    const webhooks::signing_secrets secrets{secret};
    for (std::size_t i = 0; i != 1000; ++i)
        total = total + 0x5ca10001;
}
