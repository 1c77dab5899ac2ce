package org.saev.internal.cpu;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fixed team of daemon threads that share numbered tasks with the thread that calls.
 *
 * <p>Tasks are claimed one after the other, so a core that is busy elsewhere holds nobody up. What
 * a task computes may depend on its number only, never on the worker that runs it; results then
 * don't depend on the number of threads. Nothing is allocated a run.
 *
 * <p>A caller that finds the team at work for somebody else, or that is itself one of its tasks,
 * does its tasks alone.
 */
public final class Workers implements AutoCloseable {
  /** Work that is split into numbered tasks. */
  @FunctionalInterface
  public interface Task {
    /**
     * Does one task.
     *
     * @param task number of the task, from 0
     * @param worker number of the worker, below {@link Workers#count}: picks scratch memory
     */
    void run(int task, int worker);
  }

  private final int count;
  private final Semaphore free = new Semaphore(1);
  private final Object lock = new Object();
  private final AtomicInteger next = new AtomicInteger();

  // Guarded by lock.
  private Task work;
  private int tasks;
  private long round;
  private int busy;
  private boolean closed;

  private volatile Throwable failure;

  /**
   * Starts a team.
   *
   * @param count number of workers, the calling thread included; at least 1
   */
  public Workers(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads must be positive, but were " + count);
    }
    this.count = count;
    for (int worker = 1; worker < count; worker++) {
      int number = worker;
      Thread thread = new Thread(() -> serve(number), "saev-cpu-" + worker);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Returns the team that the whole process shares: one worker a core. */
  public static Workers shared() {
    return Shared.TEAM;
  }

  /** Returns the number of workers, the calling thread included. */
  public int count() {
    return count;
  }

  /**
   * Runs tasks 0 to {@code tasks - 1} and returns when all are done.
   *
   * @param tasks number of tasks
   * @param task what to do
   * @throws CancellationException when the calling thread was interrupted; its interrupt stays set,
   *     and some of the tasks have not run
   */
  public void run(int tasks, Task task) {
    runAll(tasks, task, true);
  }

  /**
   * Runs tasks as {@link #run} does, but to the end even if the caller is interrupted meanwhile:
   * for updates that must not be left half done.
   *
   * @param tasks number of tasks
   * @param task what to do
   */
  public void runToEnd(int tasks, Task task) {
    runAll(tasks, task, false);
  }

  private void runAll(int tasks, Task task, boolean interruptible) {
    if (interruptible) {
      stopIfInterrupted();
    }
    if (tasks > 1 && count > 1 && free.tryAcquire()) {
      try {
        runTogether(tasks, task, interruptible);
      } finally {
        free.release();
      }
    } else {
      for (int i = 0; i < tasks; i++) {
        if (interruptible) {
          stopIfInterrupted();
        }
        task.run(i, 0);
      }
    }
  }

  private void runTogether(int tasks, Task task, boolean interruptible) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("these workers are closed");
      }
      work = task;
      this.tasks = tasks;
      failure = null;
      next.set(0);
      busy = count - 1;
      round++;
      lock.notifyAll();
    }
    boolean interrupted = claim(task, tasks, 0, interruptible);
    interrupted |= awaitOthers(interruptible);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable thrown = failure;
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    if (interruptible) {
      stopIfInterrupted();
    }
  }

  /**
   * Claims tasks until none is left; returns whether this thread was interrupted and so stopped
   * all.
   */
  private boolean claim(Task task, int tasks, int worker, boolean stopOnInterrupt) {
    try {
      for (int i; (i = next.getAndIncrement()) < tasks; ) {
        if (stopOnInterrupt && Thread.currentThread().isInterrupted()) {
          next.set(tasks);
          return true;
        }
        task.run(i, worker);
      }
    } catch (Throwable t) {
      failure = t;
      next.set(tasks);
    }
    return false;
  }

  private boolean awaitOthers(boolean stopOnInterrupt) {
    boolean interrupted = false;
    synchronized (lock) {
      while (busy > 0) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          interrupted = true;
          if (stopOnInterrupt) {
            next.set(tasks);
          }
        }
      }
      work = null;
    }
    return interrupted;
  }

  private void serve(int worker) {
    long seen = 0;
    while (true) {
      Task task;
      int limit;
      synchronized (lock) {
        while (round == seen && !closed) {
          try {
            lock.wait();
          } catch (InterruptedException e) {
            // Nobody has a reason to interrupt these threads; they end by close().
          }
        }
        if (closed) {
          return;
        }
        seen = round;
        task = work;
        limit = tasks;
      }
      claim(task, limit, worker, false);
      synchronized (lock) {
        if (--busy == 0) {
          lock.notifyAll();
        }
      }
    }
  }

  private static void stopIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the calling thread was interrupted");
    }
  }

  /** Ends the threads of the team; tasks that are running are finished first. */
  @Override
  public void close() {
    free.acquireUninterruptibly();
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    free.release();
  }

  private static final class Shared {
    static final Workers TEAM = new Workers(Runtime.getRuntime().availableProcessors());
  }
}
