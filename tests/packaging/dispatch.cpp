// Only the dispatch core: a catalog of the program's own, without Boost.JSON and OpenSSL.
#include <scaivault/dispatch.hpp>

#include <iostream>

struct parcel {
    int weight = 0;
};

struct post : scaivault::basic_catalog<scaivault::entry<"parcel.sent", parcel>,
                                       scaivault::entry<"parcel.lost", parcel>> {};

int main() {
    using namespace scaivault;
    const auto handle = handlers_for<post>(on<"parcel.*">([](const auto& e) {
                                               std::cout << "received " << e.type << ": weight "
                                                         << e.data.weight << '\n';
                                           }),
                                           ignore_rest);
    post::event<"parcel.sent"> sent;
    sent.data.weight = 7;
    handle(post::variant(sent));
}
