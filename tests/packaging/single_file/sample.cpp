// A second file that includes the same header. Both are linked into one program.
#include <scaivault.hpp>

#include <string>

std::string sample_from_another_file() {
    scaivault::event<"secret.rotated"> sample;
    sample.event_id = "evt_1";
    sample.data.new_version = 4;
    return scaivault::encode(scaivault::decode(scaivault::encode(sample)).value());
}
