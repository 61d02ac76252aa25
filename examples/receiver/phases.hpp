#pragma once

#include <boost/intrusive/list.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace example {

/// What a connection is waiting for.
enum class phase : std::uint8_t {
    handshake, ///< TLS
    idle,      ///< the first byte of a request
    header,    ///< the rest of a request's header
    body,      ///< the rest of the body
    answer,    ///< the peer to receive the answer
    farewell,  ///< the peer to close, after the last answer
    closing,   ///< nothing: it was cut off
};

inline constexpr std::size_t phase_count = static_cast<std::size_t>(phase::closing) + 1;

/// How long a connection may be in each phase.
using phase_limits = std::array<std::chrono::steady_clock::duration, phase_count>;

namespace detail {
template <class Tag>
using hook = boost::intrusive::list_base_hook<boost::intrusive::tag<Tag>,
                                              boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
template <class T, class Tag>
using list = boost::intrusive::list<T, boost::intrusive::base_hook<hook<Tag>>,
                                    boost::intrusive::constant_time_size<false>>;
struct in_phase;
struct is_new;
} // namespace detail

/// The base class of a connection. It must call `phases::leave` before it is destroyed.
class phased : public detail::hook<detail::in_phase>, public detail::hook<detail::is_new> {
public:
    phased() = default;
    phased(const phased&) = delete;
    phased& operator=(const phased&) = delete;

    /// Closes the connection at once.
    virtual void cut_off() noexcept = 0;

    /// True if bytes have arrived that were not read yet.
    [[nodiscard]] virtual bool more_waits() const noexcept = 0;

protected:
    ~phased() = default;

    // The session sets it, `phases` reads it.
    // NOLINTNEXTLINE(cppcoreguidelines-non-private-member-variables-in-classes)
    phase phase_ = phase::handshake;

private:
    friend class phases;
    using phase_hook = detail::hook<detail::in_phase>;
    using newcomer_hook = detail::hook<detail::is_new>;
    std::chrono::steady_clock::time_point since_{};
};

/// The connections of one thread, in one list per phase.
///
/// The time limit of a phase is the same for all connections. So each list is ordered by expiry, no connection needs
/// its own timer, and 10,000 idle connections cost nothing. All operations except `make_room` and `cut_off_idle` are
/// O(1).
///
/// A further list contains the newcomers, oldest first: connections that have not sent an authentic delivery yet.
class phases {
public:
    explicit phases(const phase_limits& limits) noexcept : limits_(limits) {}

    /// Adds a connection.
    void admit(phased& connection) noexcept {
        newcomers_.push_back(connection);
        ++newcomer_count_;
        enter(connection, phase::handshake);
    }

    void enter(phased& connection, phase next) noexcept {
        connection.phased::phase_hook::unlink();
        connection.since_ = std::chrono::steady_clock::now();
        connection.phase_ = next;
        list_of(next).push_back(connection);
    }

    /// Marks a connection as trusted: it has sent an authentic delivery.
    void trust(phased& connection) noexcept {
        if (!connection.phased::newcomer_hook::is_linked())
            return;
        connection.phased::newcomer_hook::unlink();
        --newcomer_count_;
    }

    void leave(phased& connection) noexcept {
        trust(connection); // removes it from the newcomers
        connection.phased::phase_hook::unlink();
    }

    /// The number of newcomers. May be called from any thread.
    [[nodiscard]] std::size_t newcomers() const noexcept { return newcomer_count_; }

    /// Cuts off the connections that have exceeded the time limit of their phase.
    void cut_off_late() noexcept {
        const auto now = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i != phase_count; ++i)
            while (i != static_cast<std::size_t>(phase::closing) && !lists_[i].empty() &&
                   now - lists_[i].front().since_ >= limits_[i])
                cut_off(lists_[i].front());
    }

    /// Cuts off the oldest newcomer, whatever its phase. (If phases had an order, attackers in the middle of a
    /// request could lock out senders that are about to start one.) If there is no newcomer, cuts off the connection
    /// that has been idle for longest, unless bytes have arrived on it meanwhile.
    void make_room() noexcept {
        for (phased& connection : newcomers_)
            if (connection.phase_ != phase::idle || !connection.more_waits())
                return cut_off(connection);
        for (phased& connection : list_of(phase::idle))
            if (!connection.more_waits())
                return cut_off(connection);
    }

    /// Cuts off all connections that have been idle since `begin` or earlier, unless bytes have arrived meanwhile.
    void cut_off_idle(std::chrono::steady_clock::time_point begin) noexcept {
        auto& idle = list_of(phase::idle);
        for (auto next = idle.begin(); next != idle.end() && next->since_ <= begin;)
            if (auto& connection = *next++; !connection.more_waits())
                cut_off(connection);
    }

private:
    template <class Tag>
    using list = detail::list<phased, Tag>;

    [[nodiscard]] list<detail::in_phase>& list_of(phase which) noexcept {
        return lists_[static_cast<std::size_t>(which)];
    }

    void cut_off(phased& connection) noexcept {
        trust(connection); // so that it is chosen only once
        enter(connection, phase::closing);
        connection.cut_off();
    }

    phase_limits limits_;
    std::array<list<detail::in_phase>, phase_count> lists_{};
    list<detail::is_new> newcomers_{};
    std::atomic<std::size_t> newcomer_count_ = 0;
};

} // namespace example
