// A second file of a program that compiles the reader and the verifier once. It has its own uses of both.
#include <scaivault/webhook.hpp>

#include <string_view>

scaivault::result<scaivault::any_event> read_in_another_file(std::string_view json) {
    return scaivault::decode(json);
}

bool verify_in_another_file(const scaivault::verifier& verifier, const scaivault::delivery& delivery) {
    return verifier.verify(delivery, {}).has_value();
}
