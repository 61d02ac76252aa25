#pragma once

#include <boost/intrusive/list.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace example {

/// What a connection waits for.
enum class phase : std::uint8_t {
    handshake, ///< TLS
    idle,      ///< the first byte of a request
    header,    ///< the rest of a request's header
    body,      ///< the rest of its body
    answer,    ///< the peer to take the answer
    farewell,  ///< the peer to close, after the last answer
    closing,   ///< nothing: it has been cut off
};

inline constexpr std::size_t phase_count = static_cast<std::size_t>(phase::closing) + 1;

/// How long a connection may be in each phase.
using phase_limits = std::array<std::chrono::steady_clock::duration, phase_count>;

/// A connection, as far as phases know it. It leaves them when it is destroyed.
class phased
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    phased() = default;
    phased(const phased&) = delete;
    phased& operator=(const phased&) = delete;

    /// Closes the connection at once.
    virtual void cut_off() noexcept = 0;

    /// Whether bytes have come that nobody has read yet.
    [[nodiscard]] virtual bool more_waits() const noexcept = 0;

protected:
    ~phased() = default;

private:
    friend class phases;
    std::chrono::steady_clock::time_point since_{};
};

/// The connections of one thread, in a list for each phase. As the limit of a phase is the same for all, whoever has
/// been in it the longest is the next to be late, and stands at the front: no connection needs a timer of its own,
/// and 10,000 idle ones cost nothing. All but `cut_off_idle` takes a time that does not depend on how many there are.
class phases {
public:
    explicit phases(const phase_limits& limits) noexcept : limits_(limits) {}

    void enter(phased& connection, phase next) noexcept {
        connection.unlink();
        connection.since_ = std::chrono::steady_clock::now();
        list_of(next).push_back(connection);
    }

    /// Cuts off those that have been in their phase for too long.
    void cut_off_late() noexcept {
        const auto now = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i != phase_count; ++i)
            while (i != static_cast<std::size_t>(phase::closing) && !lists_[i].empty() &&
                   now - lists_[i].front().since_ >= limits_[i])
                cut_off(lists_[i].front());
    }

    /// Cuts off the connection that has waited for a request the longest, to make room, if there is one. Whoever has
    /// sent something by now no longer waits.
    void cut_off_idlest() noexcept {
        auto& idle = list_of(phase::idle);
        for (auto next = idle.begin(); next != idle.end(); ++next)
            if (!next->more_waits())
                return cut_off(*next);
    }

    /// Cuts off all those to which no request is on its way.
    void cut_off_idle() noexcept {
        auto& idle = list_of(phase::idle);
        for (auto next = idle.begin(); next != idle.end();)
            if (auto& connection = *next++; !connection.more_waits())
                cut_off(connection);
    }

private:
    using list = boost::intrusive::list<phased, boost::intrusive::constant_time_size<false>>;

    [[nodiscard]] list& list_of(phase which) noexcept { return lists_[static_cast<std::size_t>(which)]; }

    void cut_off(phased& connection) noexcept {
        enter(connection, phase::closing);
        connection.cut_off();
    }

    phase_limits limits_;
    std::array<list, phase_count> lists_{};
};

} // namespace example
