using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.AspNetCore.Tests;

/// <summary>What is not taken is refused by name, with the right status, in the shape that the dialect's clients read.</summary>
public sealed class RefusalTests
{
    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await RunningServer.StartAsync(options: o => (o.MaxDocuments, o.MaxRequestBytes, o.MaxTokens) = (4, 2000, 200));

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("/rerank", """{"query":"q","texts":["a","b","c","d","e"]}""", 422, "batch size 5 > maximum allowed batch size 4")]
    [TestCase("/rerank", """{"query":"q","texts":[]}""", 400, "'texts' must not be empty")]
    [TestCase("/rerank", """{"query":"q"}""", 422, "'texts' is missing")]
    [TestCase("/rerank", """{"query":" ","texts":["a"]}""", 422, "'query' must not be blank")]
    [TestCase("/rerank", """{"query":"q","texts":["a"],"truncation_direction":"Left"}""", 422, "'truncation_direction'")]
    [TestCase("/rerank", """{"query":"q","texts":["a",7]}""", 422, "'texts' has at 1")]
    [TestCase("/rerank", """[]""", 400, "no JSON object")]
    [TestCase("/rerank", """{"query":"q","texts":["a"]""", 400, "no valid JSON at byte")]
    [TestCase("/v2/rerank", """{"query":"q","documents":["a"],"top_n":0}""", 400, "'top_n'")]
    [TestCase("/v2/rerank", """{"query":"q","documents":["a"],"priority":5}""", 400, "'priority'")]
    [TestCase("/v2/rerank", """{"query":"q","documents":[]}""", 400, "'documents' must not be empty")]
    [TestCase("/v2/rerank", """{"query":"q","documents":["a","b","c","d","e","f"]}""", 422, "batch size 6")]
    [TestCase("/v2/rerank", """{"documents":["a"]}""", 400, "'query' is missing")]
    [TestCase("/v2/rerank", """{"query":"q","documents":["a"],"query":"r"}""", 400, "twice")]
    [TestCase("/v1/rerank", """{"query":"q","documents":[{"image":"x"}]}""", 400, "at 0 an object without a text")]
    [TestCase("/v1/rerank", """{"query":"q","documents":["a"],"max_chunks_per_doc":10}""", 400, "'max_chunks_per_doc'")]
    [TestCase("/v1/rerank", """{ "documents": ["a"], "query": "{"a":1}", "model": "default", "top_n": 1 }""", 400, "no valid JSON at byte")]
    [TestCase("/v1/rerank", """{"query":"q","documents":["a"],"truncate_prompt_tokens":100}""", 400, "'truncate_prompt_tokens'")]
    [TestCase("/v1/score", """{"text_1":["a","b"],"text_2":["a","b","c"]}""", 400, "allowed is one query")]
    [TestCase("/v1/score", """{"text_1":"a"}""", 400, "'text_2' is missing")]
    public async Task WhatIsWrongIsSaidByName(string path, string body, int status, string message)
    {
        (HttpStatusCode actual, string answer, HttpResponseMessage response) = await _server.PostAsync(path, body);
        Assert.That((int)actual, Is.EqualTo(status), answer);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        string[] messages = ErrorShapes.Messages(path, answer);
        Assert.That(messages, Has.All.Contain(message));
    }

    [TestCase("/rerank", "texts")]
    [TestCase("/v1/rerank", "documents")]
    [TestCase("/v2/rerank", "documents")]
    public async Task TooManyBytesAre413AndTooManyTokens422(string path, string documents)
    {
        string large = $$"""{"query":"q","{{documents}}":["{{new string('x', 3000)}}"]}""";
        (HttpStatusCode status, string answer, _) = await _server.PostAsync(path, large);
        Assert.That(status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(ErrorShapes.Messages(path, answer), Has.All.Contain("2000 bytes"));

        // In chunks, whose sum nobody announces.
        (status, _, _) = await _server.PostAsync(path, new ChunkedContent(large));
        Assert.That(status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));

        string tokens = $$"""{"query":"q","{{documents}}":["{{new string('x', 1000)}}"]}""";
        (status, answer, _) = await _server.PostAsync(path, tokens);
        Assert.That(status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(ErrorShapes.Messages(path, answer), Has.All.Contain("about 251 tokens"));
    }

    [Test]
    public async Task TokensOfPairsAreCountedOnce()
    {
        string query = new('q', 160), document = new('d', 160);
        (HttpStatusCode status, string answer, _) = await _server.PostAsync("/v1/score", $$"""{"text_1":["{{query}}","{{query}}"],"text_2":["{{document}}","{{document}}"]}""");
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer);
        (status, answer, _) = await _server.PostAsync("/v1/score", $$"""{"text_1":"{{query}}","text_2":["{{document}}","{{document}}","{{document}}"]}""");
        Assert.That(status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(ErrorShapes.Messages("/v1/score", answer), Has.All.Contain("about 240 tokens"));
    }

    [TestCase("na?me")]
    [TestCase("va?lue")]
    [TestCase("te?xt")]
    [TestCase("ot?her")]
    public async Task WhatIsNoUtf8IsRefusedWhereverItStands(string where)
    {
        string body = """{"query":"q","documents":[{"na?me":"va?lue","text":"te?xt"}],"ot?her":1,"return_documents":true}""";
        byte[] damaged = Encoding.UTF8.GetBytes(body);
        damaged[body.IndexOf(where, StringComparison.Ordinal) + 2] = 0xC3;
        (HttpStatusCode status, string answer, _) = await _server.PostAsync("/v1/rerank", new ByteArrayContent(damaged) { Headers = { ContentType = new("application/json") } });
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), answer);
        Assert.That(ErrorShapes.Messages("/v1/rerank", answer), Has.All.Contain("no valid JSON"));
    }

    [Test]
    public async Task AnotherMediaTypeIs415AndSaysWhatToSend()
    {
        (HttpStatusCode status, string answer, _) = await _server.PostAsync("/v2/rerank", new StringContent("""{"query":"q","documents":["a"]}""", Encoding.UTF8, "text/plain"));
        Assert.That(status, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(answer, Does.Contain("application/json"));
    }

    [Test]
    public async Task LogitsOfWhatHasNoneAreRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync(services => services.AddReranking().AddLexical());
        (HttpStatusCode status, string answer, _) = await server.PostAsync("/rerank", """{"query":"q","texts":["a","q"],"raw_scores":true}""");
        Assert.That(status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(answer, Does.Contain("'raw_scores' asks for logits").And.Contain("Similarity"));
    }

    [Test]
    public async Task AFailureIsTheBackendsAndTellsNothing()
    {
        await using RunningServer server = await RunningServer.StartAsync(services => services.AddReranking().AddReranker(new SharedWords { Before = _ => throw new IOException("the secret of the house") }));
        (HttpStatusCode status, string answer, _) = await server.PostAsync("/rerank", """{"query":"q","texts":["a"]}""");
        Assert.That((int)status, Is.EqualTo(424));
        Assert.That(answer, Is.EqualTo("""{"error":"The reranker failed.","error_type":"Backend"}"""));
        (status, answer, _) = await server.PostAsync("/v2/rerank", """{"query":"q","documents":["a"]}""");
        Assert.That(status, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(answer, Does.Contain("The reranker failed.").And.Not.Contain("secret"));
        Assert.That(server.Log.Messages, Has.Some.Contain("the secret of the house"), "the log has the reason");
    }

    [Test]
    public async Task ABodyThatTricklesInIsGivenUpWith408()
    {
        await using RunningServer server = await RunningServer.StartAsync(build: builder => builder.WebHost.ConfigureKestrel(o =>
            o.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1_000_000, gracePeriod: TimeSpan.FromSeconds(1.1))));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync("POST /v2/rerank HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"query\""u8.ToArray());
        using var reader = new StreamReader(stream);
        string answer = await reader.ReadToEndAsync();
        Assert.That(answer, Does.StartWith("HTTP/1.1 408 "));
        Assert.That(answer, Does.Contain("\"message\":\"The body did not arrive in time.\""));
    }

    private sealed class ChunkedContent(string body) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (char[] part in body.Chunk(100))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(part));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            Headers.ContentType = new("application/json");
            return false;
        }
    }
}
