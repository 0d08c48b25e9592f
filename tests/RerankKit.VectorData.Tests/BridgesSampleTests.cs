using System.Runtime.CompilerServices;
using Bridges;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.Data;
using RerankKit.Conformance;
using TextSearchProvider = Microsoft.Agents.AI.TextSearchProvider;

namespace RerankKit.VectorData.Tests;

/// <summary>The files of samples/Bridges, in the frameworks that they are for.</summary>
public sealed class BridgesSampleTests
{
    private static readonly StubReranker ByKeys = new(text => text.Split("key", StringSplitOptions.None).Length);
    private static readonly Page[] Pages =
    [
        new("billing", "The billing page lists invoices."),
        new("locks", "A key and locks."),
        new("keys", "How to rotate a key: make a new key."),
    ];

    [Test]
    public async Task AnAgentReadsTheBestPassagesAndNoOthers()
    {
        var model = new ListeningModel();
        var provider = new TextSearchProvider(RerankedSearch.Over(
            (_, _) => Task.FromResult(Pages.Select(page => new TextSearchProvider.TextSearchResult { Text = page.Text, SourceName = page.Slug, SourceLink = $"https://example.org/{page.Slug}" })),
            ByKeys,
            top: 2));
        var agent = new ChatClientAgent(model, new ChatClientAgentOptions { AIContextProviders = [provider] });

        AgentResponse answer = await agent.RunAsync("how do I rotate a key?");

        Assert.That(answer.Text, Is.EqualTo("Make a new key."));
        string context = string.Join("\n", model.Heard.Select(message => message.Text));
        Assert.That(context, Does.Contain("How to rotate a key").And.Contain("A key and locks").And.Not.Contain("invoices"));
        Assert.That(context.IndexOf("How to rotate", StringComparison.Ordinal), Is.LessThan(context.IndexOf("and locks", StringComparison.Ordinal)));
    }

    [Test]
    public void AFailureOfTheRerankerIsNotHiddenFromWhoCallsTheSearch()
    {
        var broken = new StubReranker((Func<StubCall, RerankResponse>)(_ => throw new InvalidOperationException("no model")));
        Func<string, CancellationToken, Task<IEnumerable<TextSearchProvider.TextSearchResult>>> search = RerankedSearch.Over(
            (_, _) => Task.FromResult<IEnumerable<TextSearchProvider.TextSearchResult>>([new() { Text = "a" }]), broken);
        Assert.That(() => search("which", CancellationToken.None), Throws.InvalidOperationException.With.Message.EqualTo("no model"));
    }

    [Test]
    public async Task SemanticKernelsSearchGivesTheBestInEachOfItsForms()
    {
        var inner = new PageSearch(Pages);
        var search = new RerankedTextSearch<Page>(inner, ByKeys, page => page.Text, candidates: 3);
        var options = new TextSearchOptions<Page> { Top = 2, IncludeTotalCount = true, Filter = page => page.Slug != "none" };

        KernelSearchResults<Page> pages = await search.GetSearchResultsAsync("rotate a key", options);
        Assert.That(await pages.Results.Select(page => page.Slug).ToArrayAsync(), Is.EqualTo(["keys", "locks"]));
        Assert.That(pages.TotalCount, Is.EqualTo(3));
        Assert.That(await (await search.SearchAsync("rotate a key", options)).Results.ToArrayAsync(), Is.EqualTo([Pages[2].Text, Pages[1].Text]));
        Assert.That(await (await search.GetTextSearchResultsAsync("rotate a key", options)).Results.Select(result => result.Name).ToArrayAsync(), Is.EqualTo(["keys", "locks"]));

        KernelSearchResults<Page> second = await search.GetSearchResultsAsync("rotate a key", new() { Top = 1, Skip = 1 });
        Assert.That(await second.Results.Select(page => page.Slug).ToArrayAsync(), Is.EqualTo(["locks"]));
        Assert.That(inner.Asked.Select(asked => (asked.Top, asked.Skip)), Is.All.EqualTo((3, 0)));
        Assert.That(inner.Asked.Take(3).Select(asked => asked.Filter), Is.All.SameAs(options.Filter));
    }

    private sealed class PageSearch(Page[] pages) : ITextSearch<Page>
    {
        public List<TextSearchOptions<Page>> Asked { get; } = [];

        public Task<KernelSearchResults<string>> SearchAsync(string query, TextSearchOptions<Page>? searchOptions = null, CancellationToken cancellationToken = default) =>
            FindAsync(page => page.Text, searchOptions);

        public Task<KernelSearchResults<TextSearchResult>> GetTextSearchResultsAsync(string query, TextSearchOptions<Page>? searchOptions = null, CancellationToken cancellationToken = default) =>
            FindAsync(page => new TextSearchResult(page.Text) { Name = page.Slug }, searchOptions);

        public Task<KernelSearchResults<Page>> GetSearchResultsAsync(string query, TextSearchOptions<Page>? searchOptions = null, CancellationToken cancellationToken = default) =>
            FindAsync(page => page, searchOptions);

        private Task<KernelSearchResults<T>> FindAsync<T>(Func<Page, T> map, TextSearchOptions<Page>? options)
        {
            Asked.Add(options!);
            return Task.FromResult(new KernelSearchResults<T>(pages.Take(options!.Top).Select(map).ToAsyncEnumerable(), options.IncludeTotalCount ? pages.Length : null));
        }
    }

    private sealed class ListeningModel : IChatClient
    {
        public List<ChatMessage> Heard { get; } = [];

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Heard.AddRange(messages);
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Make a new key.")));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            {
                yield return update;
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
