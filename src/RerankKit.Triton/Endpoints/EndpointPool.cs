namespace RerankKit.Triton;

/// <summary>The endpoints of one model: who gets the next request, and who gets none for a while. Thread-safe.</summary>
internal sealed class EndpointPool(IEnumerable<Uri> endpoints, EndpointBalancingOptions options, TimeProvider timeProvider, uint firstTurn = 0)
{
    private const int MaxDoublings = 20;
    private readonly Lock _gate = new();
    private readonly EndpointState[] _endpoints = [.. endpoints.Select(endpoint => new EndpointState(endpoint))];

    // Unsigned: it goes round after 2^32 requests.
    private uint _turn = firstTurn;

    /// <summary>Takes the endpoint that is well, was not tried by this request, and has the fewest attempts under way; those alike in turn.</summary>
    /// <remarks>With every endpoint ejected, the one whose time is up first is taken: there is nothing to lose.</remarks>
    public EndpointState Take(RequestTrail trail)
    {
        lock (_gate)
        {
            long now = timeProvider.GetTimestamp();
            int first = (int)(_turn++ % (uint)_endpoints.Length);
            EndpointState? best = null;
            (int Health, int Standing, long Until, int Outstanding) rank = default;
            for (int i = 0; i < _endpoints.Length; i++)
            {
                EndpointState endpoint = _endpoints[(first + i) % _endpoints.Length];
                bool isOut = IsOut(endpoint, now);
                var other = (isOut ? 1 : 0, trail.Standing(endpoint.Address), isOut ? endpoint.EjectedUntil : 0, endpoint.Outstanding);
                if (best is null || other.CompareTo(rank) < 0)
                {
                    (best, rank) = (endpoint, other);
                }
            }

            best!.IsProbing |= best.IsEjected && !IsOut(best, now);
            best.Outstanding++;
            trail.Add(best.Address, _endpoints.Any(endpoint => endpoint != best && !IsOut(endpoint, now) && trail.Standing(endpoint.Address) == 0));
            return best;
        }
    }

    /// <summary>Ends an attempt.</summary>
    /// <returns>Whether the endpoint is ejected because of it.</returns>
    public bool Return(EndpointState endpoint, AttemptOutcome outcome)
    {
        lock (_gate)
        {
            endpoint.Outstanding--;
            return Judge(endpoint, outcome);
        }
    }

    /// <summary>Ends a probe that was no request.</summary>
    public void EndProbe(EndpointState endpoint, AttemptOutcome outcome)
    {
        lock (_gate)
        {
            Judge(endpoint, outcome);
        }
    }

    /// <summary>An endpoint whose time is up and that nobody probes yet; the caller does now.</summary>
    public EndpointState? BeginProbe()
    {
        lock (_gate)
        {
            long now = timeProvider.GetTimestamp();
            EndpointState? due = Array.Find(_endpoints, endpoint => endpoint.IsEjected && !endpoint.IsProbing && endpoint.EjectedUntil <= now);
            due?.IsProbing = true;
            return due;
        }
    }

    private bool IsOut(EndpointState endpoint, long now) =>
        endpoint.IsEjected && (endpoint.IsProbing || endpoint.EjectedUntil > now || options.ProbePath is not null);

    private bool Judge(EndpointState endpoint, AttemptOutcome outcome)
    {
        bool wasProbing = endpoint.IsProbing;
        endpoint.IsProbing = false;
        if (outcome == AttemptOutcome.Answered)
        {
            (endpoint.Failures, endpoint.Ejections, endpoint.IsEjected) = (0, 0, false);
            return false;
        }

        if (outcome == AttemptOutcome.Unknown || (endpoint.IsEjected ? !wasProbing : ++endpoint.Failures < options.FailuresToEject))
        {
            return false;
        }

        // Several attempts may have been under way when the first of them failed: they do not lengthen the time.
        double doubled = options.Ejection.TotalSeconds * Math.Pow(2, Math.Min(endpoint.Ejections++, MaxDoublings));
        double seconds = Math.Min(doubled, options.MaxEjection.TotalSeconds);
        endpoint.IsEjected = true;
        endpoint.EjectedUntil = timeProvider.GetTimestamp() + (long)(seconds * timeProvider.TimestampFrequency);
        return true;
    }
}
