#pragma once
// Worker: threads that do SQLite's blocking work, fed by one bounded queue.
// The job runs on a worker's thread; whoever waits for it is resumed on its own executor.

#include "sqlite/db.hpp"

#include <memory/store.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace memory::sqlite {

/// Wakes one waiting coroutine on its executor, from any thread.
class Completion : public std::enable_shared_from_this<Completion> {
  public:
    explicit Completion(const boost::asio::any_io_executor& executor);

    /// Waits for finish(). False when the coroutine is cancelled first.
    static Task<bool> wait(std::shared_ptr<Completion> self);
    void finish();

  private:
    boost::asio::any_io_executor executor_;
    boost::asio::steady_timer timer_;
    bool finished_ = false;  ///< executor's side only
};

/// One piece of work, with a way to tell that it will never run. The worker's thread calls start,
/// run and finish, or fail and finish; the waiting side may call abandon at any time.
class Job {
  public:
    /// What becomes of a running job that nobody waits for any more.
    enum class OnAbandon : std::uint8_t {
        finish,     ///< it goes on to its end: writes
        interrupt,  ///< its statements fail from now on: reads
    };

    explicit Job(OnAbandon on_abandon) noexcept : on_abandon_(on_abandon) {}

    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    virtual ~Job() = default;

    /// Before run(): false when nobody waits any more, and the job must not run.
    [[nodiscard]] bool start(Db& db) noexcept;
    /// Runs the work and keeps its result or failure; does not throw.
    virtual void run(Db& db) noexcept = 0;
    /// Keeps `failure` as the result. The waiting side has it to itself after finish().
    virtual void fail(std::exception_ptr failure) noexcept = 0;
    /// Lets the waiting side see the result. The connection is the next job's from now on.
    void finish() noexcept;
    /// The waiting side gives up.
    void abandon() noexcept;

  private:
    virtual void complete() noexcept = 0;

    const OnAbandon on_abandon_;
    std::mutex mutex_;
    bool abandoned_ = false;
    Db* running_on_ = nullptr;  ///< from start() to finish()
};

/// Ends all jobs of a group with the same failure, and keeps no part of it.
void fail_all(const std::vector<std::shared_ptr<Job>>& group, std::exception_ptr failure) noexcept;

/// Readers: any number of threads with a connection each; jobs run one by one.
/// Writer: one thread that takes what has queued up and runs it as a group.
class Worker {
  public:
    /// Runs a group of jobs; calls run or fail and then finish of each.
    using RunGroup = std::function<void(Db& db, std::vector<std::shared_ptr<Job>>& group)>;
    using OpenDb = std::function<std::unique_ptr<Db>()>;
    /// Does a short piece of housekeeping; true when there is more. Must not throw.
    using Tidy = std::function<bool(Db& db)>;

    /// Threads are started on demand, up to `threads`. `tidy` is called when a thread has run a
    /// group and finds the queue empty, and again while it asks for it and the queue stays empty.
    Worker(
        std::size_t threads,
        std::size_t queue_limit,
        std::size_t group_limit,
        OpenDb open,
        RunGroup run,
        Tidy tidy = nullptr
    );
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    /// Finishes queued jobs, then joins the threads: blocks until then, unless ended() was awaited.
    ~Worker();

    /// Throws Errc::overloaded when the queue is full, Errc::unavailable after stop().
    void submit(std::shared_ptr<Job> job);
    /// No new jobs; queued ones are still done. Does not wait for them.
    void stop() noexcept;
    /// After stop(): waits until the threads have done their jobs and closed their connections.
    /// Throws Errc::cancelled; the threads go on then. The worker must outlive it.
    Task<> ended();
    /// Jobs that no thread has taken yet. From any thread.
    [[nodiscard]] std::size_t queued() const;

  private:
    void work();
    void do_jobs();
    /// Under the lock, which it lets go meanwhile. False: there will be none.
    [[nodiscard]] bool wait_for_work(std::unique_lock<std::mutex>& lock, bool untidy);
    /// Under the lock. Waking costs more than most reads, so one thread at a time is woken: it
    /// wakes the next when it leaves work.
    void wake_one() noexcept;

    const std::size_t most_threads_;
    const std::size_t queue_limit_;
    const std::size_t group_limit_;
    const OpenDb open_;
    const RunGroup run_;
    const Tidy tidy_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::shared_ptr<Job>> queue_;
    std::vector<std::thread> threads_;
    std::vector<std::shared_ptr<Completion>> waiting_for_end_;
    std::size_t running_ = 0;  ///< threads that have not ended
    std::size_t idle_ = 0;     ///< threads that wait, woken ones among them
    std::size_t waking_ = 0;   ///< threads that were woken and did not look at the queue yet
    bool stopped_ = false;
};

/// A job whose result is T, made by a function.
template <class T>
class ResultJob final : public Job {
  public:
    using Work = std::function<T(Db&)>;

    ResultJob(const boost::asio::any_io_executor& executor, Work work, OnAbandon on_abandon)
        : Job(on_abandon),
          work_(std::move(work)),
          completion_(std::make_shared<Completion>(executor)) {}

    void run(Db& db) noexcept override {
        try {
            result_.emplace(work_(db));
        } catch (...) {
            failure_ = std::current_exception();
        }
    }

    void fail(std::exception_ptr failure) noexcept override {
        result_.reset();
        failure_ = std::move(failure);
    }

    [[nodiscard]] bool failed() const noexcept { return failure_ != nullptr; }

    /// Waits on the caller's executor for the result. When the caller is cancelled first, abandons
    /// the job and throws Errc::cancelled at once.
    static Task<T> wait(std::shared_ptr<ResultJob> job) {
        const bool finished = co_await Completion::wait(job->completion_);
        if (!finished) {
            job->abandon();
            throw Error(Errc::cancelled, "cancelled while the store was at work");
        }
        if (job->failure_) {
            // Taken along, so that it dies here and not with the job on the worker's thread.
            std::rethrow_exception(std::exchange(job->failure_, nullptr));
        }
        co_return std::move(*job->result_);
    }

  private:
    void complete() noexcept override { completion_->finish(); }

    Work work_;
    std::shared_ptr<Completion> completion_;
    std::optional<T> result_;
    std::exception_ptr failure_;
};

}  // namespace memory::sqlite
