namespace RerankKit.Onnx;

/// <summary>Which endpoints the attempts of one request went to. Thread-safe: attempts may run side by side.</summary>
internal sealed class RequestTrail
{
    private static readonly HttpRequestOptionsKey<RequestTrail> Key = new("RerankKit.Serving.Trail");
    private readonly Lock _gate = new();
    private readonly HashSet<Uri> _tried = [];
    private bool _hasOthers;

    /// <summary>Whether an endpoint that is not ejected has not been tried.</summary>
    public bool HasOthers
    {
        get
        {
            lock (_gate)
            {
                return _hasOthers;
            }
        }
    }

    /// <summary>The trail of a request; a new one where it has none.</summary>
    public static RequestTrail Of(HttpRequestMessage request)
    {
        if (!request.Options.TryGetValue(Key, out RequestTrail? trail))
        {
            trail = new();
            request.Options.Set(Key, trail);
        }

        return trail;
    }

    public bool HasTried(Uri endpoint)
    {
        lock (_gate)
        {
            return _tried.Contains(endpoint);
        }
    }

    public void Add(Uri endpoint, bool hasOthers)
    {
        lock (_gate)
        {
            _tried.Add(endpoint);
            _hasOthers = hasOthers;
        }
    }
}
