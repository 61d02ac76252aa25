// simdjson on-demand, by hand: one pass over each object in the order of the text, with values stored directly in
// the structs. As its documentation requires, the parser is reused, and bodies are in padded buffers.
//
// simdjson finds the structure of the text with the best instructions of the machine, independent of the compiler's
// target. Its pass over the values is inlined and compiled for generic x86-64, as everything else here.

#include "peer.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>

using namespace scaivault;
namespace ondemand = simdjson::ondemand;

namespace {

template <class... Fields>
constexpr std::array<std::string_view, sizeof...(Fields)> keys_in(field_list<Fields...>) {
    return {Fields::key.view()...};
}

template <class... Fields>
constexpr std::uint64_t required_in(field_list<Fields...>) {
    std::uint64_t mask = 0, bit = 1;
    ((mask |= Fields::may_be == presence::omittable ? 0 : bit, bit <<= 1), ...);
    return mask;
}

// Inlined, because otherwise values go through memory, written in parts and read as a whole, which stalls the
// processor. GCC 12 is a third slower with references, Clang 19 a fifth slower with copies.
simdjson_inline void read(ondemand::value from, std::string& to) {
    to.assign(std::string_view(from.get_string()));
}
simdjson_inline void read(ondemand::value from, std::int64_t& to) {
    to = from.get_int64();
}
simdjson_inline void read(ondemand::value from, bool& to) {
    to = from.get_bool();
}
simdjson_inline void read(ondemand::value from, time_point& to) {
    to = peer::time_of(from.get_string());
}

template <class Enum>
simdjson_inline void read(ondemand::value from, open_enum<Enum>& to) {
    to.assign(from.get_string());
}

template <class T>
simdjson_inline void read(ondemand::value from, std::optional<T>& to) {
    if (!from.is_null())
        read(from, to.emplace());
}

template <described T>
void read(ondemand::value from, T& to);

template <class T>
simdjson_inline void read(ondemand::value from, std::vector<T>& to) {
    for (auto element : from.get_array())
        read(ondemand::value(element.value()), to.emplace_back());
}

template <class Item>
using is_member = boost::mp11::mp_bool < requires {
    Item::member;
}
> ;

/// Finds the members of one struct. The field after the last found one is tried first.
template <class T>
class members {
    // Without the marks for the type and the payload.
    using list = boost::mp11::mp_copy_if<typename fields<T>::list, is_member>;
    static constexpr auto keys = keys_in(list{});

public:
    [[nodiscard]] bool is_next(std::string_view key) const {
        return next_ < keys.size() && keys[next_] == key;
    }

    simdjson_inline void read_next(ondemand::value from, T& to) { read_at(next_, from, to); }

    /// Reads a member if the struct has one with this key.
    simdjson_inline void read_any(std::string_view key, ondemand::value from, T& to) {
        if (const auto found = std::ranges::find(keys, key); found != keys.end())
            read_at(static_cast<std::size_t>(found - keys.begin()), from, to);
    }

    void check_complete() const {
        if ((required_in(list{}) & ~seen_) != 0)
            throw std::runtime_error("a missing field");
    }

private:
    simdjson_inline void read_at(std::size_t at, ondemand::value from, T& to) {
        boost::mp11::mp_with_index<keys.size()>(
            at, [&](auto index) { read(from, to.*boost::mp11::mp_at_c<list, index>::member); });
        next_ = at + 1;
        seen_ |= std::uint64_t{1} << at;
    }

    std::size_t next_ = 0;
    std::uint64_t seen_ = 0;
};

template <described T>
void read(ondemand::value from, T& to) {
    members<T> each;
    for (auto field : from.get_object()) {
        const std::string_view key = field.unescaped_key();
        if (each.is_next(key))
            each.read_next(field.value(), to);
        else
            each.read_any(key, field.value(), to);
    }
    each.check_complete();
}

any_event decode_by_hand(const simdjson::padded_string& body) {
    static ondemand::parser parser;
    auto document = parser.iterate(body);
    any_event event;
    envelope before_type;
    envelope* common = &before_type;
    members<envelope> each;
    bool has_data = false;
    for (auto field : document.get_object()) {
        const std::string_view key = field.unescaped_key();
        if (each.is_next(key)) {
            each.read_next(field.value(), *common);
        } else if (key == "event_type") {
            peer::emplace(event, field.value().get_string(), [&](auto& made) {
                static_cast<envelope&>(made) = std::move(before_type);
                common = &made;
            });
        } else if (key == "data") {
            if (common == &before_type)
                throw std::runtime_error("the type comes after the data");
            boost::mp11::mp_with_index<catalog::size>(
                event.index(), [&](auto at) { read(field.value(), std::get_if<at>(&event)->data); });
            has_data = true;
        } else {
            each.read_any(key, field.value(), *common);
        }
    }
    each.check_complete();
    if (!has_data)
        throw std::runtime_error("a missing field");
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        throw std::runtime_error("trailing text");
    return event;
}

} // namespace

void benchmarks::add_decode_simdjson() {
    peer::add<simdjson::padded_string>("simdjson on-demand", decode_by_hand);
}
