namespace RerankKit;

/// <summary>Learns what a call inward costs: a fixed part and a part per candidate. Thread-safe.</summary>
/// <remarks>
/// Least squares over (candidates, seconds) in which every call weighs 0.8 of the one after it, so about the last five count.
/// Both parts are kept at zero or above. While all calls had about the same length, the whole time is taken to be per candidate.
/// </remarks>
internal sealed class LatencyEstimate
{
    private const double Decay = 0.8;

    // Below this spread of lengths (10 % around their mean) a slope would be noise.
    private const double LeastSpread = 0.01;

    // How far beyond the longest call the line is trusted.
    private const long Reach = 8;

    private readonly Lock _lock = new();
    private double _weight;
    private double _n;
    private double _nn;
    private double _t;
    private double _nt;
    private int _longest;

    /// <summary>Takes note of a call that was answered.</summary>
    public void Record(int candidates, TimeSpan elapsed)
    {
        lock (_lock)
        {
            Add(candidates, elapsed.TotalSeconds);
            _longest = Math.Max(_longest, candidates);
        }
    }

    /// <summary>Takes note of a call that was cut off after <paramref name="elapsed"/>.</summary>
    /// <remarks>
    /// If it should have been done by then, what was known before is disproved and forgotten: the call is taken to need twice the time it had. So the next
    /// one is half as large at most, and a few cuts lead from any estimate to calls that fit.
    /// </remarks>
    public void RecordCutOff(int candidates, TimeSpan elapsed)
    {
        lock (_lock)
        {
            (double fixedPart, double perCandidate) = Line();
            double needed = 2 * elapsed.TotalSeconds;
            if (needed > 0 && elapsed.TotalSeconds >= fixedPart + (perCandidate * candidates))
            {
                (_weight, _n, _nn, _t, _nt, _longest) = (0, 0, 0, 0, 0, candidates);
                Add(candidates, needed);
            }
        }
    }

    /// <summary>How many candidates one call can be expected to score in that time; null before the first call.</summary>
    public int? Fit(TimeSpan time)
    {
        lock (_lock)
        {
            if (_weight == 0)
            {
                return null;
            }

            (double fixedPart, double perCandidate) = Line();
            double seconds = time.TotalSeconds - fixedPart;
            double trusted = Math.Max(1, Reach * _longest);
            return seconds <= 0 ? 0 : (int)Math.Min(Math.Min(trusted, int.MaxValue), seconds / perCandidate);
        }
    }

    /// <summary>What a call with that many candidates takes; null before the first call.</summary>
    public TimeSpan? Of(int candidates)
    {
        lock (_lock)
        {
            (double fixedPart, double perCandidate) = Line();
            return _weight == 0 ? null : TimeSpan.FromSeconds(fixedPart + (perCandidate * candidates));
        }
    }

    private void Add(double n, double t)
    {
        _weight = (_weight * Decay) + 1;
        _n = (_n * Decay) + n;
        _nn = (_nn * Decay) + (n * n);
        _t = (_t * Decay) + t;
        _nt = (_nt * Decay) + (n * t);
    }

    private (double Fixed, double PerCandidate) Line()
    {
        if (_weight == 0)
        {
            return (0, 0);
        }

        double meanN = _n / _weight;
        double meanT = _t / _weight;
        double variance = (_nn / _weight) - (meanN * meanN);
        if (variance < LeastSpread * meanN * meanN)
        {
            return (0, meanT / meanN);
        }

        double slope = ((_nt / _weight) - (meanN * meanT)) / variance;
        double intercept = meanT - (slope * meanN);
        return slope < 0 ? (meanT, 0)
            : intercept < 0 ? (0, _nt / _nn)
            : (intercept, slope);
    }
}
