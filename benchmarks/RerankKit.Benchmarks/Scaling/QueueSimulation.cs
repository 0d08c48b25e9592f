using RerankKit.Triton;

namespace RerankKit.Benchmarks;

/// <summary>
/// A discrete-event simulation: requests come at random times (Poisson) and wait before engines that do one thing after another, first come first
/// served. A request that is sent twice ends with the first answer; its twin is forgotten if it still waits, and done to the end if it was begun.
/// </summary>
internal sealed class QueueSimulation
{
    private const double HedgePercentile = 0.95;
    private const int HedgeWindow = 256;
    private const double HedgeBurst = 10;
    private readonly SimulatedFleet _fleet;
    private readonly Random _random;
    private readonly Engine[] _engines;
    private readonly PriorityQueue<Action, (double Time, long Number)> _events = new();
    private readonly LatencyWindow _latencies = new(HedgeWindow, HedgePercentile);
    private double _now;
    private double _credit;
    private long _number;
    private int _turn;
    private int _hedges;

    private QueueSimulation(SimulatedFleet fleet, int seed)
    {
        _fleet = fleet;
        _random = new(seed);
        _engines = [.. Enumerable.Range(0, fleet.Engines).Select(i => new Engine(i == 0 ? fleet.FirstEngineSlowdown : 1))];
    }

    /// <summary>Simulates.</summary>
    /// <param name="fleet">The engines.</param>
    /// <param name="load">Work that comes, in parts of what all engines can do when none is slow and nothing is done together.</param>
    /// <param name="requests">How many requests; the first tenth is not counted.</param>
    /// <param name="seed">The same seed, the same numbers.</param>
    public static SimulatedRun Run(SimulatedFleet fleet, double load, int requests = 200_000, int seed = 1) => new QueueSimulation(fleet, seed).Run(load, requests);

    private SimulatedRun Run(double load, int requests)
    {
        double interval = _fleet.MeanServiceTime / (load * _fleet.Engines);
        var all = new Request[requests];
        int arrived = 0;
        Schedule(0, Arrive);
        while (_events.TryDequeue(out Action? happen, out (double Time, long Number) at))
        {
            _now = at.Time;
            happen();
        }

        return new([.. all.Skip(requests / 10).Select(request => request.Ended - request.Arrived).Order()], (double)_hedges / requests);

        void Arrive()
        {
            var request = new Request { Arrived = _now, Time = _fleet.ServiceTime(_random) };
            all[arrived++] = request;
            if (arrived < requests)
            {
                Schedule(-interval * Math.Log(1 - _random.NextDouble()), Arrive);
            }

            Send(request, avoid: null);
            PlanHedge(request);
        }
    }

    private void PlanHedge(Request request)
    {
        if (!_fleet.HasHedging)
        {
            return;
        }

        _credit = Math.Min(_credit + _fleet.MaxExtraLoad, HedgeBurst);
        if (_latencies.Value is TimeSpan usual && _engines.Length > 1)
        {
            Schedule(usual.TotalMilliseconds, () =>
            {
                if (!request.HasEnded && _credit >= 1)
                {
                    _credit--;
                    _hedges++;
                    Send(request, request.First);
                }
            });
        }
    }

    private void Send(Request request, Engine? avoid)
    {
        Engine engine = Choose(avoid);
        request.First ??= engine;
        engine.Outstanding++;
        engine.Waiting.Enqueue(request);
        Begin(engine);
    }

    private Engine Choose(Engine? avoid)
    {
        int first = _fleet.Dispatch == Dispatch.Random ? _random.Next(_engines.Length) : _turn++ % _engines.Length;
        Engine? best = null;
        for (int i = 0; i < _engines.Length; i++)
        {
            Engine engine = _engines[(first + i) % _engines.Length];
            bool isBetter = best is null || (_fleet.Dispatch == Dispatch.LeastOutstanding && engine.Outstanding < best.Outstanding);
            best = engine != avoid && isBetter ? engine : best;
        }

        return best!;
    }

    private void Begin(Engine engine)
    {
        if (engine.IsBusy)
        {
            return;
        }

        var batch = new List<Request>();
        while (batch.Count < _fleet.MaxBatch && engine.Waiting.TryDequeue(out Request? request))
        {
            if (request.HasEnded)
            {
                engine.Outstanding--;
            }
            else
            {
                batch.Add(request);
            }
        }

        if (batch.Count > 0)
        {
            engine.IsBusy = true;

            // The twin of a request has the same length but its own luck: the time is drawn anew.
            double time = batch.Average(request => request.First == engine ? request.Time : _fleet.ServiceTime(_random));
            Schedule(time * _fleet.BatchCost(batch.Count) * engine.Slowdown, () => End(engine, batch));
        }
    }

    private void End(Engine engine, List<Request> batch)
    {
        engine.IsBusy = false;
        engine.Outstanding -= batch.Count;
        foreach (Request request in batch)
        {
            if (!request.HasEnded)
            {
                request.Ended = _now;
                _latencies.Add(TimeSpan.FromMilliseconds(_now - request.Arrived));
            }
        }

        Begin(engine);
    }

    private void Schedule(double delay, Action happen) => _events.Enqueue(happen, (_now + delay, _number++));

    private sealed class Engine(double slowdown)
    {
        public double Slowdown => slowdown;

        public Queue<Request> Waiting { get; } = new();

        public int Outstanding { get; set; }

        public bool IsBusy { get; set; }
    }

    private sealed class Request
    {
        public double Arrived { get; init; }

        public double Time { get; init; }

        public Engine? First { get; set; }

        public double Ended { get; set; } = double.NaN;

        public bool HasEnded => !double.IsNaN(Ended);
    }
}
