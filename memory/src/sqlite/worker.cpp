// Queue and threads; see worker.hpp.
// A thread that cannot open the file fails the jobs at hand and tries again with the next ones.

#include "sqlite/worker.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace memory::sqlite {

namespace asio = boost::asio;

// ---- Completion ---------------------------------------------------------------------------------

Completion::Completion(const asio::any_io_executor& executor)
    : executor_(executor), timer_(executor, asio::steady_timer::time_point::max()) {}

Task<bool> Completion::wait(std::shared_ptr<Completion> self) {
    while (!self->finished_) {
        [[maybe_unused]] const auto [error] =
            co_await self->timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
        if (!self->finished_ && state.cancelled() != asio::cancellation_type::none) {
            co_return false;
        }
    }
    co_return true;
}

void Completion::finish() {
    asio::post(executor_, [self = shared_from_this()] {
        self->finished_ = true;
        self->timer_.cancel();
    });
}

// ---- Job ----------------------------------------------------------------------------------------

bool Job::start(Db& db) noexcept {
    const std::lock_guard lock(mutex_);
    if (abandoned_) {
        return false;
    }
    db.clear_interrupt();
    running_on_ = &db;
    return true;
}

void Job::finish() noexcept {
    {
        const std::lock_guard lock(mutex_);
        running_on_ = nullptr;
    }
    complete();
}

void Job::abandon() noexcept {
    // Under the lock, so that the connection is still this job's when it is interrupted.
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    if (running_on_ != nullptr && on_abandon_ == OnAbandon::interrupt) {
        running_on_->interrupt();
    }
}

void fail_all(const std::vector<std::shared_ptr<Job>>& group, std::exception_ptr failure) noexcept {
    for (const std::shared_ptr<Job>& job : group) {
        job->fail(failure);
    }
    failure = nullptr;
    for (const std::shared_ptr<Job>& job : group) {
        job->finish();
    }
}

// ---- Worker -------------------------------------------------------------------------------------

Worker::Worker(
    std::size_t threads,
    std::size_t queue_limit,
    std::size_t group_limit,
    OpenDb open,
    RunGroup run,
    Tidy tidy
)
    : most_threads_(threads),
      queue_limit_(queue_limit),
      group_limit_(group_limit),
      open_(std::move(open)),
      run_(std::move(run)),
      tidy_(std::move(tidy)) {}

Worker::~Worker() {
    stop();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

void Worker::submit(std::shared_ptr<Job> job) {
    const std::lock_guard lock(mutex_);
    if (stopped_) {
        throw Error(Errc::unavailable, "the store is closed");
    }
    if (queue_.size() >= queue_limit_) {
        throw Error(
            Errc::overloaded,
            std::to_string(queue_.size()) + " operations are waiting for the store, its limit"
        );
    }
    queue_.push_back(std::move(job));
    if (idle_ < queue_.size() && threads_.size() < most_threads_) {
        threads_.emplace_back([this] { work(); });
        ++running_;
    } else {
        wake_one();
    }
}

void Worker::wake_one() noexcept {
    if (!queue_.empty() && idle_ > 0 && waking_ == 0) {
        ++waking_;
        wake_.notify_one();
    }
}

void Worker::work() {
    do_jobs();
    const std::lock_guard lock(mutex_);
    if (--running_ == 0) {
        for (const std::shared_ptr<Completion>& waiting : waiting_for_end_) {
            waiting->finish();
        }
        waiting_for_end_.clear();
    }
}

bool Worker::wait_for_work(std::unique_lock<std::mutex>& lock, bool untidy) {
    ++idle_;
    while (queue_.empty() && !stopped_ && !untidy) {
        wake_.wait(lock);
        waking_ -= waking_ > 0 ? 1U : 0U;
    }
    --idle_;
    return !queue_.empty() || !stopped_;
}

void Worker::do_jobs() {
    std::unique_ptr<Db> db;
    std::vector<std::shared_ptr<Job>> group;
    bool untidy = false;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            if (!wait_for_work(lock, untidy)) {
                return;
            }
            const std::size_t size = std::min(queue_.size(), group_limit_);
            group.assign(
                std::make_move_iterator(queue_.begin()),
                std::make_move_iterator(queue_.begin() + static_cast<std::ptrdiff_t>(size))
            );
            queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size));
            wake_one();
        }
        if (group.empty()) {
            untidy = tidy_(*db);
            continue;
        }
        std::exception_ptr failure;
        if (!db) {
            try {
                db = open_();
            } catch (...) {
                failure = std::current_exception();
            }
        }
        if (failure) {
            fail_all(group, std::move(failure));
        } else {
            run_(*db, group);
            untidy = tidy_ != nullptr;
        }
        group.clear();
    }
}

std::size_t Worker::queued() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void Worker::stop() noexcept {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    wake_.notify_all();
}

Task<> Worker::ended() {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    auto end = std::make_shared<Completion>(executor);
    {
        const std::lock_guard lock(mutex_);
        if (running_ == 0) {
            co_return;
        }
        waiting_for_end_.push_back(end);
    }
    const bool finished = co_await Completion::wait(std::move(end));
    if (!finished) {
        throw Error(Errc::cancelled, "cancelled while the store was closing");
    }
}

}  // namespace memory::sqlite
