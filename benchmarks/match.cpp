// Dispatches an event in memory to its handler: thirty types, ten handlers, compared with six other ways.
//
// Every way has the same handlers (ten_handlers.hpp), the same thirty events in the same order, and writes to the
// same ten sums in memory. They differ in how the type is stored: as an index (variants), as a pointer to a table
// of functions (virtual call), or as a string (the map).

#include "benchmarks.hpp"
#include "bodies.hpp"
#include "ten_handlers.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <boost/signals2/signal.hpp>
#include <boost/variant2/variant.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

using namespace scaivault;

namespace {

constexpr std::size_t rotated = *catalog::find("secret.rotated");

const std::vector<any_event>& events() {
    static const auto list = [] {
        std::vector<any_event> made;
        for (const auto& body : bodies::all())
            made.push_back(decode(body).value());
        return made;
    }();
    return list;
}

bool operator==(const totals& a, const totals& b) {
    const auto all = [](const totals& t) {
        return std::array{t.versions,  t.accesses,     t.policies, t.violations, t.overdue,
                          t.rotations, t.certificates, t.leases,   t.federation, t.rest};
    };
    return all(a) == all(b);
}

/// `kinds`: the argument of `dispatch` for each of the thirty types; static storage.
template <class Kind, class Dispatch>
void add_way(const std::string& who, const std::vector<const Kind*>& kinds, Dispatch dispatch) {
    for (std::size_t i = 0; i != kinds.size(); ++i) {
        totals expected, sum;
        std::visit(ten_handlers{expected}, events()[i]);
        dispatch(*kinds[i], sum);
        if (!(sum == expected))
            throw std::runtime_error(who + " takes " + std::string(catalog::names[i]) +
                                     " to another handler");
    }
    for (const bool random : {true, false})
        benchmarks::add(std::string("match, ") + (random ? "random" : "secret.rotated") + "/" + who,
                        [=](benchmark::State& state) {
                            std::vector<const Kind*> order;
                            for (const auto kind : bodies::random_order(kinds.size()))
                                order.push_back(kinds[random ? kind : rotated]);
                            const Kind* const* const first = order.data();
                            totals kept;
                            totals* where = &kept;
                            // Handlers write through a reference. If a compiler saw local variables, it would
                            // optimise the ways that it inlines into this loop differently.
                            benchmark::DoNotOptimize(where);
                            totals& sum = *where;
                            std::size_t next = 0;
                            for (auto _ : state) {
                                dispatch(*first[next++ % bodies::order_size], sum);
                                benchmark::DoNotOptimize(sum);
                            }
                        });
}

/// Their addresses, which stay valid.
template <class Kind>
std::vector<const Kind*> addresses(const std::vector<Kind>& list) {
    std::vector<const Kind*> made;
    for (const auto& each : list)
        made.push_back(&each);
    return made;
}

/// The indices of a hand-written switch: handlers that do the same share their code.
void hand_written_switch(const any_event& event, totals& sum) {
    switch (event.index()) {
    case 6:
        sum.accesses += std::get_if<6>(&event)->data.version;
        break;
    case 1:
        sum.versions += std::get_if<1>(&event)->data.new_version;
        break;
    case 3:
        sum.versions += std::get_if<3>(&event)->data.new_version;
        break;
    case 12:
        sum.violations += std::get_if<12>(&event)->data.reason.known() ? 1 : 2;
        break;
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
        ++sum.policies;
        break;
    case 14:
        sum.overdue += std::get_if<14>(&event)->data.overdue_hours;
        break;
    case 13:
    case 15:
    case 16:
        ++sum.rotations;
        break;
    case 17:
    case 18:
    case 19:
    case 20:
    case 21:
        ++sum.certificates;
        break;
    case 22:
    case 23:
    case 24:
    case 25:
        ++sum.leases;
        break;
    case 26:
    case 27:
    case 28:
        ++sum.federation;
        break;
    default:
        ++sum.rest;
        break;
    }
}

/// An event with a virtual function.
struct polymorphic_event {
    polymorphic_event() = default;
    polymorphic_event(const polymorphic_event&) = delete;
    polymorphic_event& operator=(const polymorphic_event&) = delete;
    virtual ~polymorphic_event() = default;
    virtual void dispatch(totals& sum) const = 0;
};

template <class Event>
struct polymorphic final : polymorphic_event {
    explicit polymorphic(const Event& from) : event(from) {}
    void dispatch(totals& sum) const override { ten_handlers{sum}(event); }
    Event event;
};

void add_virtual_call() {
    static std::vector<std::unique_ptr<const polymorphic_event>> owners;
    std::vector<const polymorphic_event*> made;
    for (const auto& event : events()) {
        owners.push_back(std::visit(
            []<class Event>(const Event& e) -> std::unique_ptr<const polymorphic_event> {
                return std::make_unique<const polymorphic<Event>>(e);
            },
            event));
        made.push_back(owners.back().get());
    }
    add_way("virtual call", made, [](const polymorphic_event& event, totals& sum) { event.dispatch(sum); });
}

using function_type = void(const any_event&, totals&);

/// A function for each of the thirty types, in the catalog's order.
template <class Function>
std::vector<Function> functions() {
    std::vector<Function> made;
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<catalog::size>>([&](auto index) {
        constexpr std::size_t at = index;
        made.emplace_back(
            [](const any_event& event, totals& sum) { ten_handlers{sum}(*std::get_if<at>(&event)); });
    });
    return made;
}

/// The event, and its type as a key of the map, so that no string is created for the lookup.
struct named_event {
    std::string type;
    any_event event;
};

void add_map() {
    static const auto map = [] {
        std::unordered_map<std::string, std::function<function_type>> made;
        auto list = functions<std::function<function_type>>();
        for (std::size_t i = 0; i != list.size(); ++i)
            made.emplace(catalog::names[i], std::move(list[i]));
        return made;
    }();
    static std::vector<named_event> named;
    for (const auto& event : events())
        named.push_back({std::string(type_of(event)), event});
    add_way("unordered_map<string, std::function>", addresses(named),
            [](const named_event& event, totals& sum) {
                if (const auto found = map.find(event.type); found != map.end())
                    found->second(event.event, sum);
                else
                    ++sum.rest;
            });
}

/// One signal with one slot for each type, found by the index. Signals lock a mutex, which is part of what they
/// offer.
void add_signals() {
    using signal = boost::signals2::signal<function_type>;
    static std::array<signal, catalog::size> signals;
    const auto slots = functions<signal::slot_function_type>();
    for (std::size_t i = 0; i != slots.size(); ++i)
        signals[i].connect(slots[i]);
    add_way("Boost.Signals2", addresses(events()),
            [](const any_event& event, totals& sum) { signals[event.index()](event, sum); });
}

/// The same alternatives in the same order.
using variant2_event = boost::mp11::mp_rename<any_event, boost::variant2::variant>;

void add_variant2() {
    static std::vector<variant2_event> made;
    for (const auto& event : events())
        made.push_back(std::visit([](const auto& e) { return variant2_event(e); }, event));
    add_way("boost::variant2::visit", addresses(made), [](const variant2_event& event, totals& sum) {
        boost::variant2::visit(ten_handlers{sum}, event);
    });
}

} // namespace

void benchmarks::add_match() {
    add_way("scaivault", addresses(events()), [](const any_event& event, totals& sum) {
        with_ten_handlers(sum, [&](auto&&... each) { match(event, each...); });
    });
    add_way("hand-written switch", addresses(events()),
            [](const any_event& event, totals& sum) { hand_written_switch(event, sum); });
    add_way("std::visit + overloaded", addresses(events()),
            [](const any_event& event, totals& sum) { std::visit(ten_handlers{sum}, event); });
    add_virtual_call();
    add_map();
    add_signals();
    add_variant2();
}
