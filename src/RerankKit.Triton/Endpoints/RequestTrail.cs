namespace RerankKit.Triton;

/// <summary>Which endpoints the attempts of one request went to. Thread-safe: attempts may run side by side.</summary>
internal sealed class RequestTrail
{
    private static readonly HttpRequestOptionsKey<RequestTrail> Key = new("RerankKit.Serving.Trail");
    private readonly Lock _gate = new();
    private readonly HashSet<Uri> _tried = [];
    private HashSet<Uri>? _withoutModel;
    private HashSet<HttpResponseMessage>? _notLoaded;
    private volatile bool _hasOthers;
    private volatile bool _isBalanced;

    /// <summary>Whether an endpoint that is not ejected has not been tried.</summary>
    public bool HasOthers => _hasOthers;

    /// <summary>Whether an <see cref="EndpointBalancingHandler"/> further in chooses the endpoints, and so ends every attempt in time.</summary>
    public bool IsBalanced => _isBalanced;

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

    /// <summary>How an endpoint stands with the request: 0 not tried, 1 tried, 2 it does not have the model.</summary>
    public int Standing(Uri endpoint)
    {
        lock (_gate)
        {
            return _withoutModel?.Contains(endpoint) == true ? 2 : _tried.Contains(endpoint) ? 1 : 0;
        }
    }

    /// <summary>Remembers that an endpoint does not have the model.</summary>
    public void AddNotLoaded(Uri endpoint, HttpResponseMessage answer)
    {
        lock (_gate)
        {
            (_withoutModel ??= []).Add(endpoint);
            (_notLoaded ??= []).Add(answer);
        }
    }

    /// <summary>Whether the same request may have a better answer later or elsewhere. Where every endpoint lacks the model, none has.</summary>
    public bool IsTransient(HttpResponseMessage answer)
    {
        if (AttemptOutcomes.IsTransient(answer.StatusCode))
        {
            return true;
        }

        lock (_gate)
        {
            return _notLoaded?.Contains(answer) == true && (_hasOthers || _withoutModel!.Count < _tried.Count);
        }
    }

    public void Add(Uri endpoint, bool hasOthers)
    {
        lock (_gate)
        {
            _tried.Add(endpoint);
            (_hasOthers, _isBalanced) = (hasOthers, true);
        }
    }
}
