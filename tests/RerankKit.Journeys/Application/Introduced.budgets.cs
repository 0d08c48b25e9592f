namespace Journey;

/// <summary>A budget of tokens needs a source that counts them.</summary>
public abstract class Introduced_budgets : Introduced
{
    public override RerankerBuilder source => services.AddReranking().AddJina(o => (o.ModelId, o.ApiKey) = ("jina-reranker-v2-base-multilingual", "key"));
}
