using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>
/// What a good program does with the native runtime and nothing else: one session, pairs sorted by length and cut into batches beforehand, a loop per
/// thread that takes the next batch.
/// </summary>
internal sealed class BareSchedule : IDisposable
{
    private readonly OnnxSession _session;
    private readonly OnnxRun[] _runs;
    private readonly TokenPairs _pairs;
    private readonly List<int[]> _batches;
    private readonly double[] _logits;
    private readonly SemaphoreSlim _begin = new(0);
    private readonly CountdownEvent _end;
    private readonly Thread[] _helpers;
    private int _next;
    private volatile bool _disposed;

    /// <summary>Opens the session.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="pairs">What to score.</param>
    /// <param name="tokenBudget">Tokens of a batch, padding included; <see cref="int.MaxValue"/> for one batch of everything.</param>
    /// <param name="concurrency">Runs at a time.</param>
    /// <param name="threads">Threads inside a run.</param>
    public BareSchedule(string folder, TokenPairs pairs, int tokenBudget, int concurrency, int threads)
    {
        _pairs = pairs;
        _batches = Cut(pairs, tokenBudget);
        _logits = new double[pairs.Count];
        _session = OnnxSession.Open(Path.Combine(folder, "onnx", "model.onnx"), new() { IntraOpThreads = threads });
        _runs = [.. Enumerable.Range(0, concurrency).Select(_ => _session.CreateRun())];
        _end = new(concurrency - 1);
        _helpers = [.. _runs.Skip(1).Select(Help)];
    }

    /// <summary>Scores the pairs.</summary>
    public double[] Score()
    {
        _next = -1;
        _end.Reset();
        WakeHelpers();
        TakeBatches(_runs[0]);
        _end.Wait();
        return _logits;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        WakeHelpers();
        Array.ForEach(_helpers, helper => helper.Join());
        Array.ForEach(_runs, run => run.Dispose());
        _session.Dispose();
        _begin.Dispose();
        _end.Dispose();
    }

    private static List<int[]> Cut(TokenPairs pairs, int tokenBudget)
    {
        int[] order = [.. Enumerable.Range(0, pairs.Count).OrderByDescending(pairs.Length)];
        var batches = new List<int[]>();
        for (int start = 0; start < order.Length;)
        {
            int count = Math.Clamp(tokenBudget / pairs.Length(order[start]), 1, order.Length - start);
            batches.Add(order[start..(start + count)]);
            start += count;
        }

        return batches;
    }

    private void WakeHelpers()
    {
        if (_helpers.Length > 0)
        {
            _begin.Release(_helpers.Length);
        }
    }

    private Thread Help(OnnxRun run)
    {
        var thread = new Thread(() =>
        {
            while (true)
            {
                _begin.Wait();
                if (_disposed)
                {
                    return;
                }

                TakeBatches(run);
                _end.Signal();
            }
        });
        thread.IsBackground = true;
        thread.Start();
        return thread;
    }

    private void TakeBatches(OnnxRun run)
    {
        for (int batch = Interlocked.Increment(ref _next); batch < _batches.Count; batch = Interlocked.Increment(ref _next))
        {
            Run(run, _batches[batch]);
        }
    }

    private void Run(OnnxRun run, int[] batch)
    {
        int length = _pairs.Length(batch[0]);
        long[] shape = [batch.Length, length];
        for (int input = 0; input < _session.Inputs.Count; input++)
        {
            Span<long> cells = run.SetInt64(input, shape);
            cells.Clear();
            for (int row = 0; row < batch.Length; row++)
            {
                Write(_session.Inputs[input].Name, batch[row], cells.Slice(row * length, length));
            }
        }

        run.Execute();
        ReadOnlySpan<float> logits = run.Output(0).Floats;
        for (int row = 0; row < batch.Length; row++)
        {
            _logits[batch[row]] = logits[row];
        }
    }

    private void Write(string input, int pair, Span<long> cells)
    {
        ReadOnlySpan<int> ids = _pairs.Ids(pair);
        ReadOnlySpan<int> values = input == "token_type_ids" ? _pairs.TypeIds(pair) : ids;
        bool isMask = input == "attention_mask";
        for (int i = 0; i < values.Length; i++)
        {
            cells[i] = isMask ? 1 : values[i];
        }
    }
}
