#pragma once

#include "../../dispatch/catalog.hpp"
#include "../../events/layout.hpp"
#include "table.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

/// What the reader knows of a catalog.
namespace scaivault::detail {

/// The fields of an envelope with the type and the payload among them, in the order of the wire.
template <class Envelope>
inline constexpr auto envelope_entries = [] {
    using layout = envelope_layout<Envelope>;
    static_assert(described<Envelope>,
                  "the catalog has no envelope with a field list: see enveloped<> and fields<T>");
    constexpr auto& own = entries_for<Envelope>;
    constexpr std::size_t size = own.size() - 1;
    static_assert(
        layout::fields_before_type <= size && layout::fields_before_data <= size,
        "envelope_layout<Envelope> places the type or the payload behind more members than there are");
    std::array<field_entry, size + 3> all{};
    std::uint8_t next = 0;
    const auto add = [&](field_entry entry) {
        entry.bit = std::uint64_t{1} << next;
        all[next++] = entry;
    };
    const auto add_extra = [&](std::string_view key, const member_type& type) {
        add({.key = key.data(),
             .type = &type,
             .size = static_cast<std::uint32_t>(key.size()),
             .kind = type.kind,
             .is_plain =
                 type.kind == member_kind::type && is_plain(key)}); // a payload may have to be skipped
    };
    for (std::size_t i = 0; i <= size; ++i) {
        if (i == layout::fields_before_type)
            add_extra(layout::type_key, type_member);
        if (i == layout::fields_before_data)
            add_extra(layout::data_key, payload_member);
        if (i != size) {
            auto entry = own[i];
            entry.identifies = entry.name() == layout::id_key;
            if (entry.identifies && entry.kind == member_kind::text)
                entry.kind = member_kind::identifier;
            add(entry);
        }
    }
    all[next] = no_field;
    return all;
}();

template <class Envelope>
inline constexpr object_table envelope_table = [] {
    constexpr auto& entries = envelope_entries<Envelope>;
    constexpr std::size_t size = entries.size() - 1;
    return object_table{entries.data(), size, size - 2, required_of(entries.data(), size),
                        locate_of<Envelope>(typename fields<Envelope>::list{})};
}();

/// Where the reader writes once it knows the event's type.
struct event_target {
    void* envelope = nullptr;
    void* data = nullptr;
};

/// One event type: makes the alternative of the variant, with the envelope read so far.
struct event_entry {
    event_target (*emplace)(void* variant, void* envelope) = nullptr;
    const object_table* payload = nullptr;
};

struct catalog_table {
    std::size_t (*find)(std::string_view type) = nullptr; ///< `size` for an unknown type
    const event_entry* events = nullptr;
    std::size_t size = 0;
    event_target (*emplace_unknown)(void* variant, void* envelope, std::string_view type) = nullptr;
    const object_table* envelope = nullptr;
    const field_entry* id = nullptr;         ///< the member of the envelope that names the event, or null
    void (*clear)(void* envelope) = nullptr; ///< makes it as it was before anything was read
};

/// The event without the struct that names it.
template <fixed_string Name, class Payload, class Envelope>
basic_event<Name, Payload, Envelope> basic_event_of(const basic_event<Name, Payload, Envelope>*);

template <class Catalog, std::size_t Index>
event_target emplace_event(void* variant, void* envelope) {
    using envelope_type = typename Catalog::envelope_type;
    using event = typename Catalog::template event_at<Index>;
    using basic = decltype(basic_event_of(static_cast<const event*>(nullptr)));
    auto& place = *static_cast<typename Catalog::variant*>(variant);
    auto& fields = *static_cast<envelope_type*>(envelope);
    event* made = nullptr;
    if constexpr (std::is_same_v<event, basic>)
        made = &place.template emplace<Index>(std::move(fields));
    else
        made = &place.template emplace<Index>(basic{std::move(fields)});
    return {static_cast<envelope_type*>(made), &made->data};
}

template <class Catalog>
event_target emplace_unknown(void* variant, void* envelope, std::string_view type) {
    using envelope_type = typename Catalog::envelope_type;
    auto& made = static_cast<typename Catalog::variant*>(variant)->template emplace<Catalog::size>(
        std::move(*static_cast<envelope_type*>(envelope)));
    made.event_type = type;
    return {static_cast<envelope_type*>(&made), &made.data};
}

template <class Catalog>
inline constexpr auto event_entries = []<std::size_t... Index>(std::index_sequence<Index...>) {
    return std::array<event_entry, Catalog::size>{event_entry{
        &emplace_event<Catalog, Index>, &table_of<typename Catalog::template payload_at<Index>>}...};
}
(std::make_index_sequence<Catalog::size>{});

template <class Envelope>
void clear_envelope(void* envelope) {
    *static_cast<Envelope*>(envelope) = Envelope{};
}

template <class Envelope>
constexpr const field_entry* identifying() {
    for (const auto& field : envelope_entries<Envelope>)
        if (field.identifies)
            return &field;
    return nullptr;
}

template <class Catalog>
std::size_t find_type(std::string_view type) {
    return Catalog::find(type).value_or(Catalog::size);
}

template <class Catalog>
inline constexpr catalog_table table_of_catalog{
    .find = &find_type<Catalog>,
    .events = event_entries<Catalog>.data(),
    .size = Catalog::size,
    .emplace_unknown = &emplace_unknown<Catalog>,
    .envelope = &envelope_table<typename Catalog::envelope_type>,
    .id = identifying<typename Catalog::envelope_type>(),
    .clear = &clear_envelope<typename Catalog::envelope_type>,
};

} // namespace scaivault::detail
