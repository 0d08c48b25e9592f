using System.Globalization;
using System.Text;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Responses;

/// <summary>
/// Answers that are broken at random end in a ranking that keeps its promises or in a typed error; nothing of the request is quoted. 10,000 over all providers;
/// RERANKKIT_FUZZ_MUTATIONS sets how many at each.
/// </summary>
public class FuzzTests
{
    private static readonly int Mutations = Environment.GetEnvironmentVariable("RERANKKIT_FUZZ_MUTATIONS") is string text ? int.Parse(text, CultureInfo.InvariantCulture) : 500;

    private static readonly string[] Pieces =
    [
        "null", "true", "-1", "1e999", "1e-999", "NaN", "\"x\"", "\"\\ud800\"", "{}", "[]", "[[[[", "}}", ",", ":", "\"", "\\", "\u0000", "9999999999999999999999", "0.0000001", "\"index\":0,",
        "\"results\":[],", "{\"index\":2,\"score\":1}", "\"relevance_score\":\"high\",", "<html>",
    ];

    private static IEnumerable<TestCaseData> Cases() => ProviderCases.Cases();

    [TestCaseSource(nameof(Cases))]
    public async Task AMutatedAnswerIsAValidRankingOrATypedError(object data)
    {
        var provider = (ProviderCase)data;
        byte[] whole = Encoding.UTF8.GetBytes(provider.UsualAnswer());
        var random = new Random(provider.Name.Length * 7919);
        byte[] answer = whole;
        var server = new FakeServer((_, _) => Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(answer) }));
        using var reranker = new HttpReranker(server.Client(), provider.Options());
        int ranked = 0;
        for (int i = 0; i < Mutations; i++)
        {
            answer = Mutate(whole, random);
            try
            {
                RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
                AssertValid(response, answer);
                ranked++;
            }
            catch (RerankProviderException exception)
            {
                Assert.That(exception.Error, Is.EqualTo(RerankProviderError.InvalidResponse));
                AssertDiscreet(exception.ToString());
            }
        }

        Assert.That(ranked, Is.InRange(1, Mutations - 1), "the mutations are too weak or too strong to tell anything");
    }

    [TestCaseSource(nameof(Cases))]
    public async Task AMutatedErrorQuotesNothing(object data)
    {
        var provider = (ProviderCase)data;
        byte[] whole = Encoding.UTF8.GetBytes(
            $$"""{"error":{"message":"bad key {{ProviderCase.Secret}}","code":"{{ProviderCase.Secret}}"},"message":"document 'Our office is closed on Mondays.'","detail":[{"msg":"{{ProviderCase.Query}}","input":"office is closed"}]}""");
        var random = new Random(provider.Name.Length * 104729);
        byte[] answer = whole;
        var server = new FakeServer((_, _) => Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Content = new ByteArrayContent(answer) }));
        using var reranker = new HttpReranker(server.Client(), provider.Options());
        for (int i = 0; i < Mutations / 2; i++)
        {
            answer = Mutate(whole, random);
            RerankProviderException? exception = null;
            try
            {
                await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
            }
            catch (RerankProviderException thrown)
            {
                exception = thrown;
            }

            Assert.That(exception?.Error, Is.EqualTo(RerankProviderError.Rejected));
            AssertDiscreet(exception!.ToString());
        }
    }

    [TestCase(1 << 20)]
    public async Task AHugeAnswerOfUnknownMembersIsSkipped(int length)
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "cohere");
        string answer = "{\"padding\":[" + string.Join(',', Enumerable.Repeat("{\"a\":[1,2,3]}", length / 14)) + "]," + provider.UsualAnswer()[1..];
        using var reranker = new HttpReranker(new FakeServer(answer).Client(), provider.Options());
        RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (int n = random.Next(1, 4); n > 0 && bytes.Count > 0; n--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                    break;
                case 1:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    // A digit for another: indices out of range, repeated ones, other scores.
                    int digit = bytes.FindIndex(at, value => value is >= (byte)'0' and <= (byte)'9');
                    if (digit >= 0)
                    {
                        bytes[digit] = (byte)('0' + random.Next(10));
                    }

                    break;
            }
        }

        return [.. bytes];
    }

    private static void AssertValid(RerankResponse response, byte[] answer)
    {
        string text = Encoding.UTF8.GetString(answer);
        Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(new[] { 0, 1, 2 }), text);
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => double.IsFinite(result.Score)), text);
        Assert.That(response.Results[0].IsScored, text);
        Assert.That(response.Results.Select(result => result.IsScored), Is.Ordered.Descending, text);
        Assert.That(response.Results.Where(result => result.IsScored).Select(result => result.Score), Is.Ordered.Descending, text);
    }

    private static void AssertDiscreet(string text)
    {
        Assert.That(text, Does.Not.Contain("sk-secret"));
        Assert.That(text, Does.Not.Contain("office is closed"));
        Assert.That(text, Does.Not.Contain("rotate an API"));
    }
}
