namespace Journey;

/// <summary>What the pages speak of without declaring it, under the names that they use; and what becomes of a block when it has run.</summary>
public abstract class Introduced : IAsyncDisposable
{
    private WebApplication? _app;

    protected Introduced()
    {
        builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Settings)));
        services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new ServiceDouble()));
    }

    public WebApplicationBuilder builder { get; }

    /// <summary>The application is built when a block first asks for what is in it.</summary>
    public WebApplication app => _app ??= Build();

    public IServiceCollection services => builder.Services;

    public IConfiguration configuration => builder.Configuration;

    /// <summary>What a block goes on from that begins with a dot.</summary>
    public virtual RerankerBuilder source => services.AddReranking().AddLexical();

    public IReranker reranker => app.Services.GetRequiredService<IReranker>();

    public CancellationToken cancellationToken => CancellationToken.None;

    public string query => "rotate the signing key";

    public string question => query;

    public string tenant => "tenant-a";

    public (string Id, string Title) chat => ("chat-1", "Keys");

    public string model => "model-folder";

    public string secret => "secret";

    public TextEmbeddingGenerator generator => OnnxEmbeddingGenerator.Load("embedding-folder");

    public Page[] found =>
    [
        new("billing", "Billing", "The billing page lists invoices.", 3.5),
        new("keys", "Signing keys", "How to rotate a signing key.", 3.4),
        new("locks", "Locks", "Keys and locks.", 3.3),
        new("empty", "Nothing", "A page about something else entirely.", 3.2),
    ];

    public Page[] corpus => found;

    public virtual RerankCandidate[] candidates => [.. found.Select(page => new RerankCandidate(page.Body) { Id = page.Slug, Score = page.Bm25, Item = page })];

    public RerankCandidate[] bm25Candidates => candidates;

    public RerankCandidate[] denseCandidates => [.. candidates.Reverse()];

    public (string, double)[] bm25Hits => [("keys", 3), ("locks", 2)];

    public (string, double)[] denseHits => [("billing", 0.9), ("keys", 0.8)];

    public RerankResponse response => reranker.RerankAsync(query, candidates).GetAwaiter().GetResult();

    public LexicalCorpusStatistics statistics => LexicalCorpusStatistics.Build(corpus.Select(page => page.Text));

    public ModelStore store { get; } = new();

    public HttpClient httpClient { get; } = new();

    public Qrels qrels => QrelsFile.Read("qrels.tsv");

    public Run before => RunFile.Read("bm25.run");

    public Run after => RunFile.Read("reranked.run");

    public Run lastRelease => RunFile.Read("last.run");

    public Run thisBuild => RunFile.Read("this.run");

    /// <summary>appsettings.json as the page shows it.</summary>
    public abstract string Settings { get; }

    /// <summary>The block's statements.</summary>
    public abstract Task RunAsync();

    public void log(params object?[] values) => app.Logger.LogInformation("{Values}", values);

    /// <summary>Starts what the block has put together, as a host does, and reranks with it.</summary>
    public async Task UseAsync()
    {
        await app.StartAsync();
        RerankResponse answer = await reranker.RerankAsync(query, candidates);
        int[] indices = [.. answer.Results.Select(result => result.Index).Order()];
        if (!indices.SequenceEqual(Enumerable.Range(0, candidates.Length)))
        {
            throw new InvalidOperationException($"Of {candidates.Length} candidates came back {string.Join(", ", indices)}.");
        }

        if (!answer.Results.Any(result => result.IsScored))
        {
            throw new InvalidOperationException($"Nothing was scored: {string.Join("; ", answer.Stages.Select(stage => $"{stage.Name} {stage.Decision} {stage.Reason}"))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        store.Dispose();
        httpClient.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private WebApplication Build()
    {
        if (!services.Any(service => service.ServiceType == typeof(IReranker) && !service.IsKeyedService))
        {
            services.AddReranking().AddLexical().UseStandardPipeline();
        }

        return builder.Build();
    }
}
