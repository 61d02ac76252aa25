// Heap allocations for a received event, compared with those that its own data needs.

#include "benchmarks.hpp"
#include "deliveries.hpp"
#include "ten_handlers.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace {

// Per thread, so that counting costs next to nothing in the other measurements of this executable.
thread_local std::size_t allocated = 0;

void* allocate(std::size_t size, std::size_t alignment) {
    ++allocated;
    size += size == 0;
    void* const memory = alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__
                             ? std::malloc(size)
                             : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    if (memory == nullptr)
        throw std::bad_alloc();
    return memory;
}

} // namespace

// The array and nothrow forms of the standard library call these operators.
void* operator new(std::size_t size) {
    return allocate(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}

using namespace scaivault;

namespace {

/// The minimum of allocations for a value. A string holds 15 characters without one (libstdc++), and a vector needs
/// one for its elements.
template <class T>
std::size_t needed(const T&) {
    return 0;
}
template <described T>
std::size_t needed(const T& object);

std::size_t needed(const std::string& text) {
    return text.size() > 15 ? 1 : 0;
}

template <class Enum>
std::size_t needed(const open_enum<Enum>& value) {
    return value.known() ? 0 : needed(std::string(value.text()));
}

template <class T>
std::size_t needed(const std::optional<T>& value) {
    return value ? needed(*value) : 0;
}

template <class T>
std::size_t needed(const std::vector<T>& list) {
    std::size_t sum = list.empty() ? 0 : 1;
    for (const auto& element : list)
        sum += needed(element);
    return sum;
}

template <described T>
std::size_t needed(const T& object) {
    std::size_t sum = 0;
    for_each_field<T>([&]<class Field>(Field) { sum += needed(object.*Field::member); });
    return sum;
}

constexpr std::size_t node_of_the_guard = 1;

double needed_on_average(const std::vector<deliveries::signed_body>& list) {
    std::size_t sum = 0;
    for (const auto& each : list)
        sum += node_of_the_guard + std::visit(
                                       []<class Event>(const Event& event) {
                                           return needed(static_cast<const envelope&>(event)) +
                                                  needed(event.data);
                                       },
                                       decode(each.body).value());
    return static_cast<double>(sum) / static_cast<double>(list.size());
}

void count(benchmark::State& state, const bodies::set& set) {
    const auto list = deliveries::fresh(set);
    receiver receiver{signing_secrets{deliveries::secret}, deliveries::options()};
    totals sum;
    with_ten_handlers(sum, [&](auto... each) {
        const auto hs = handlers{each...};
        const auto receive = [&](const deliveries::signed_body& made) {
            if (!(receiver.receive(made.received(), hs) == outcome::handled))
                state.SkipWithError("an event was not handled");
        };
        // Measure the steady state: a full guard, and memory that was used before.
        for (int round = 0; round != 2; ++round)
            for (const auto& made : list)
                receive(made);
        std::size_t counted = 0, events = 0;
        for (auto _ : state) {
            const auto before = allocated;
            receive(list[events++ & (list.size() - 1)]);
            counted += allocated - before;
        }
        // Whole rounds only, so that the average is over the same events as the expected number.
        for (; (events & (list.size() - 1)) != 0; ++events) {
            const auto before = allocated;
            receive(list[events & (list.size() - 1)]);
            counted += allocated - before;
        }
        state.counters["allocations"] = static_cast<double>(counted) / static_cast<double>(events);
        state.counters["expected"] = needed_on_average(list);
    });
    benchmark::DoNotOptimize(sum);
}

} // namespace

void benchmarks::add_allocations() {
    for (const auto& set : bodies::sets())
        add("allocations, " + set.name + "/scaivault",
            [&set](benchmark::State& state) { count(state, set); });
}
