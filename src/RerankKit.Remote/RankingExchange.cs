namespace RerankKit.Remote;

/// <summary>One request of a call for a ranking, and the pages of its answer.</summary>
internal sealed class RankingExchange(RemoteCall call, int request, ProviderDescription provider, Uri address)
    : RemoteExchange(address, call.Query, call.Candidates)
{
    private PooledBuffer? _body;

    /// <summary>Where the answer goes on; null at its end.</summary>
    public string? PageToken { get; private set; }

    public override PooledBuffer Body => _body!;

    /// <summary>Sends the request for each page; nearly always there is one.</summary>
    public async ValueTask RunAsync(RemoteTransport transport, CancellationToken cancellationToken)
    {
        call.Begin();
        do
        {
            using PooledBuffer body = call.Write(request, PageToken);
            _body = body;
            await transport.SendAsync(this, cancellationToken).ConfigureAwait(false);
        }
        while (PageToken is not null);
        call.End(request);
    }

    public override string? Read(ReadOnlyMemory<byte> json, HttpResponseMessage response)
    {
        var tally = new ResponseTally();
        if (call.Read(json.Span, request, tally) is string problem)
        {
            return problem;
        }

        provider.ReadHeaders?.Invoke(response, tally);
        call.Add(tally);

        // A page holds at least one result, so there are no more pages than documents.
        PageToken = provider.HasPages ? tally.PageToken : null;
        return null;
    }

    public override void CountRetry() => call.CountRetry();
}
