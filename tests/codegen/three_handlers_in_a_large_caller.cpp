// Like three_handlers.cpp, in a caller so large that compilers inline little into it.
#include <scaivault/dispatch.hpp>
#include <scaivault/events/catalog.hpp>

#include <cstdint>
#include <utility>

template <int... Number>
[[gnu::always_inline]] inline void two_hundred_lines(std::integer_sequence<int, Number...>) {
    const auto line = [](int) __attribute__((always_inline)) {
        asm volatile("nop\n\tnop");
    };
    (line(Number), ...);
}

extern "C" void matched(const scaivault::any_event& event, std::int64_t& total) {
    using namespace scaivault;
    const std::make_integer_sequence<int, 200> lines;
    two_hundred_lines(lines);
    two_hundred_lines(lines);
    two_hundred_lines(lines);
    two_hundred_lines(lines);
    two_hundred_lines(lines);
    match(event, on<"secret.rotated">([&](const auto& e) { total += e.data.new_version + 0x5ca10001; }),
          on<"policy.**">([&](const auto&) { total += 0x5ca10002; }),
          otherwise([&](const auto&) { total += 0x5ca10003; }));
    two_hundred_lines(lines);
    two_hundred_lines(lines);
    two_hundred_lines(lines);
    two_hundred_lines(lines);
    two_hundred_lines(lines);
}
