using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace RerankKit.AspNetCore.Tests;

/// <summary>Bodies that were damaged in every way end in an answer or in a refusal of the dialect, and leave nothing in the logs.</summary>
public sealed class HostileBodyTests
{
    private const string Secret = "zyzzyva";

    private static readonly (string Path, string Body)[] Dialects =
    [
        ("/rerank", $$"""{"query":"{{Secret}} key","texts":["Choose {{Secret}}.","Closed é日𝄞",""],"raw_scores":false,"return_text":true,"truncate":true}"""),
        ("/rerank", $$"""{"query":"{{Secret}} key","documents":["Choose {{Secret}}.","Closed"],"top_n":0,"use_activation":true}"""),
        ("/v1/rerank", $$"""{"model":"default","query":"{{Secret}}","documents":[{"title":"Keys","text":"{{Secret}}"},"b"],"rank_fields":["title","text"],"top_n":1,"return_documents":true}"""),
        ("/v2/rerank", $$"""{"model":"default","query":"{{Secret}}","documents":["{{Secret}} a","b","c"],"top_n":2,"max_tokens_per_doc":4096}"""),
        ("/v1/score", $$"""{"model":"default","text_1":["{{Secret}}","b"],"text_2":["{{Secret}} a","b"],"use_activation":true}"""),
    ];

    // What breaks readers: numbers, nesting, encodings, half pairs of surrogates, members that stand twice.
    private static readonly string[] Splices =
    [
        "1e999", "-0", "9999999999999999999999", "NaN", "null", "true", "[]", "{}", "[[[[[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":{\"a\":", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\\", "\"", ",", ":",
        "\"query\":\"x\",", "\"documents\":[\"x\"],", "\"texts\":[\"x\"],", "\"top_n\":-1,", "\"top_n\":1.5,", "/* */", "\uFEFF", "\0", "\u2028", "\"text_1\":\"\",", "\"use_activation\":7,",
    ];

    [Test]
    public async Task TenThousandDamagedBodiesOfEachDialect()
    {
        const int Bodies = 10_000;
        await using RunningServer server = await RunningServer.StartAsync(options: o => (o.MaxDocuments, o.MaxRequestBytes) = (100, 20_000));
        await Parallel.ForEachAsync(Dialects, async (dialect, cancellationToken) =>
        {
            var random = new Random(2);
            int refused = 0;
            for (int i = 0; i < Bodies; i++)
            {
                byte[] damaged = Damage(Encoding.UTF8.GetBytes(dialect.Body), random);
                var content = new ByteArrayContent(damaged);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                (HttpStatusCode status, string answer, _) = await server.PostAsync(dialect.Path, content);
                if (status != HttpStatusCode.OK)
                {
                    refused++;
                    Assert.That((int)status, Is.InRange(400, 499), () => $"{answer}: {Convert.ToBase64String(damaged)}");
                    Assert.That(ErrorShapes.Messages(dialect.Path, answer), Has.All.Not.Empty);
                    Assert.That(answer, Does.Not.Contain(Secret), () => Convert.ToBase64String(damaged));
                }
            }

            Assert.That(refused, Is.GreaterThan(Bodies / 4), dialect.Path);
        });
        Assert.That(server.Log.Messages.Where(message => message.Contains(Secret, StringComparison.Ordinal)), Is.Empty);
    }

    private static byte[] Damage(byte[] body, Random random)
    {
        var bytes = new List<byte>(body);
        for (int times = random.Next(1, 4); times > 0; times--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 20))); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Splices[random.Next(Splices.Length)])); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 40)))); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5: bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(1, 200))); break;
                default: bytes.InsertRange(at, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\"x\",", random.Next(1, 400))))); break;
            }

            if (bytes.Count == 0)
            {
                bytes.Add((byte)'{');
            }
        }

        return [.. bytes];
    }
}
