using SearchWeb.Explaining;
using SearchWeb.Measuring;
using SearchWeb.Retrieval;
using SearchWeb.Searching;

namespace SearchWeb;

/// <summary>The page's own API: what it takes are the parameters of the page's address.</summary>
internal static class Endpoints
{
    private const int MaxExamples = 40;
    private const int MaxExplanations = 20;

    public static void Map(WebApplication app)
    {
        RouteGroupBuilder api = app.MapGroup("/api").AddEndpointFilter(RefuseAsync);
        api.MapGet("/collection", (Collection collection, VectorIndex vectors) => new
        {
            collection.Name,
            Documents = collection.Documents.Length,
            vectors.Embedded,
            JudgedQueries = collection.Queries.Count,
            Examples = collection.Queries.Take(MaxExamples).Select(query => query.Text),
        });
        api.MapGet("/search", (HttpRequest request, Searcher searcher, CancellationToken cancellationToken) =>
            searcher.SearchAsync(SearchRequest.Read(request.Query), cancellationToken));
        api.MapGet("/explain", (HttpRequest request, Explainer explainer, CancellationToken cancellationToken) =>
            explainer.ExplainAsync(SearchRequest.Read(request.Query, "document"), Documents(request.Query), cancellationToken));
        api.MapGet("/metrics", (HttpRequest request, Measurer measurer, CancellationToken cancellationToken) =>
            measurer.MeasureAsync(SearchSettings.Read(request.Query, "q"), cancellationToken));
    }

    private static string[] Documents(IQueryCollection parameters) => parameters["document"] is { Count: > 0 and <= MaxExplanations } documents
        ? [.. documents.OfType<string>()]
        : throw new BadHttpRequestException($"document comes {parameters["document"].Count} times; allowed is 1 to {MaxExplanations} times, each with the id of a passage.");

    private static async ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BadHttpRequestException exception)
        {
            return Results.Problem(exception.Message, statusCode: exception.StatusCode);
        }
    }
}
