// RapidJSON's document, read by hand. Its memory is on the stack, as its documentation recommends for short texts.

#include "peer.hpp"

#ifdef __SSE2__
#    define RAPIDJSON_SSE2
#endif
#include <rapidjson/document.h>

#include <array>

using namespace scaivault;

namespace {

struct rapid_json {
    using value = rapidjson::Value;

    static const value* find(const value& object, std::string_view key) {
        check(object.IsObject());
        const auto found = object.FindMember(
            value(rapidjson::StringRef(key.data(), static_cast<rapidjson::SizeType>(key.size()))));
        return found == object.MemberEnd() ? nullptr : &found->value;
    }
    static bool is_null(const value& from) { return from.IsNull(); }
    static std::string_view text(const value& from) {
        check(from.IsString());
        return {from.GetString(), from.GetStringLength()};
    }
    static std::int64_t integer(const value& from) {
        check(from.IsInt64());
        return from.GetInt64();
    }
    static bool boolean(const value& from) {
        check(from.IsBool());
        return from.GetBool();
    }

    template <class F>
    static void for_each_element(const value& array, F f) {
        check(array.IsArray());
        for (const auto& element : array.GetArray())
            f(element);
    }

private:
    static void check(bool good) {
        if (!good)
            throw std::runtime_error("a wrong type");
    }
};

template <unsigned Flags>
any_event decode_by_hand(const std::string& body) {
    std::array<char, 8192> values;
    std::array<char, 8192> stack;
    rapidjson::MemoryPoolAllocator<> value_memory(values.data(), values.size());
    rapidjson::MemoryPoolAllocator<> stack_memory(stack.data(), stack.size());
    rapidjson::GenericDocument<rapidjson::UTF8<>, rapidjson::MemoryPoolAllocator<>,
                               rapidjson::MemoryPoolAllocator<>>
        document(&value_memory, stack.size() / 2, &stack_memory);
    document.Parse<Flags>(body.c_str()); // NUL-terminated: otherwise it does not use SSE2
    if (document.HasParseError())
        throw std::runtime_error("not JSON");
    any_event event;
    peer::dom_reader<rapid_json>::read(document, event);
    return event;
}

} // namespace

void benchmarks::add_decode_rapidjson() {
    // RapidJSON validates UTF-8 only on request, and all other peers always do. So the first variant does less
    // work, but it is the default.
    peer::add("RapidJSON DOM", decode_by_hand<rapidjson::kParseDefaultFlags>);
    peer::add("RapidJSON DOM, UTF-8 validated", decode_by_hand<rapidjson::kParseValidateEncodingFlag>);
}
