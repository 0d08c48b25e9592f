namespace Journey;

/// <summary>The page's builder is that of a reranker.</summary>
public abstract class Introduced_providers : Introduced
{
    public new IRerankingBuilder builder => services.AddReranking();

    public Task<AwsCredentials> MyCredentialsAsync(CancellationToken cancellationToken) => Task.FromResult(new AwsCredentials("id", "secret"));

    public Task<string> MyTokenAsync(CancellationToken cancellationToken) => Task.FromResult("token");
}
