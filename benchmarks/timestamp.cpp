// Parses RFC 3339 text to microseconds. Every event contains at least one.

#include "benchmarks.hpp"
#include "bodies.hpp"

#include <date/date.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <iomanip>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace scaivault;

namespace {

/// Many times in the vendor's form, `2026-04-23T10:00:00.123456Z`.
const std::vector<std::string>& texts() {
    static const auto list = [] {
        std::mt19937_64 random(20260423);
        std::uniform_int_distribution<std::int64_t> microseconds(0, 2'000'000'000'000'000);
        std::vector<std::string> made;
        while (made.size() != 1024)
            if (auto text = format_timestamp(time_point{std::chrono::microseconds{microseconds(random)}});
                text.size() == 27)
                made.push_back(std::move(text));
        return made;
    }();
    return list;
}

/// For both peers the stream is reused, because creating one costs more than reading.
std::istringstream& stream_of(const std::string& text) {
    static std::istringstream stream = [] {
        std::istringstream made;
        made.imbue(std::locale::classic());
        return made;
    }();
    stream.clear();
    stream.str(text);
    return stream;
}

/// std::get_time reads up to the seconds. The fraction and the offset are read by hand.
time_point get_time(const std::string& text) {
    auto& stream = stream_of(text);
    std::tm fields{};
    stream >> std::get_time(&fields, "%Y-%m-%dT%H:%M:%S");
    if (!stream)
        throw std::runtime_error("std::get_time");
    auto at = static_cast<std::size_t>(stream.tellg());
    std::int64_t fraction = 0;
    if (at < text.size() && text[at] == '.') {
        ++at;
        for (std::int64_t unit = 100'000; at < text.size() && text[at] >= '0' && text[at] <= '9';
             ++at, unit /= 10)
            fraction += (text[at] - '0') * unit;
    }
    std::int64_t offset = 0;
    if (text.size() == at + 6 && (text[at] == '+' || text[at] == '-')) {
        const auto two = [&](std::size_t from) { return (text[from] - '0') * 10 + (text[from + 1] - '0'); };
        offset = (text[at] == '+' ? 60 : -60) * (two(at + 1) * 60 + two(at + 4));
    } else if (text.size() != at + 1 || text[at] != 'Z') {
        throw std::runtime_error("std::get_time");
    }
    return time_point{std::chrono::seconds{timegm(&fields) - offset} + std::chrono::microseconds{fraction}};
}

/// Its format cannot accept both `Z` and an offset, so only `Z` is read.
time_point date_parse(const std::string& text) {
    auto& stream = stream_of(text);
    time_point time;
    stream >> date::parse("%Y-%m-%dT%H:%M:%SZ", time);
    if (!stream)
        throw std::runtime_error("date::parse");
    return time;
}

template <class Parse>
void add_parser(const std::string& who, Parse parse) {
    for (const auto& text : texts())
        if (parse(text) != parse_timestamp(text))
            throw std::runtime_error(who + " reads another time from " + text);
    benchmarks::add("timestamp/" + who, [parse](benchmark::State& state) {
        std::size_t next = 0;
        for (auto _ : state)
            benchmark::DoNotOptimize(parse(texts()[next++ & (texts().size() - 1)]));
    });
}

} // namespace

void benchmarks::add_timestamp() {
    add_parser("scaivault", [](const std::string& text) { return parse_timestamp(text); });
    add_parser("std::get_time", get_time);
    add_parser("Howard Hinnant's date", date_parse);
}
