using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using RerankKit.TestModels;

namespace RerankKit.Triton.Tests;

/// <summary>Servers that lie, break off, refuse and are not there: a typed error or the right ranking, and never a secret.</summary>
public sealed class RemoteFaultTests : IDisposable
{
    private const string Secret = "token-nobody-may-see";
    private const string Document = "a document that nobody may quote";
    private ServedTestModel _model = null!;

    private static TestModelFolder Folder => SharedModels.Of(TestArchitecture.Bert);

    [OneTimeSetUp]
    public void Load() => _model = new(Folder.FullName);

    public void Dispose() => _model.Dispose();

    private static IEnumerable<TestCaseData<Func<KServeRequest, KServeReply, KServeReply>, ModelServerError>> Lies()
    {
        yield return Case("model not loaded", (_, _) => KServeReply.Error(400, "model x is not loaded"), ModelServerError.NotLoaded);
        yield return Case("unknown model", (_, _) => KServeReply.Error(404, "Request for unknown model: 'x' is not found"), ModelServerError.NotLoaded);
        yield return Case("model not ready", (_, _) => KServeReply.Error(503, "Request for unknown model: 'x' version 1 is not at ready state"), ModelServerError.NotLoaded);
        yield return Case("a wrong output", (_, _) => KServeReply.Error(400, "unexpected inference output 'y' for model 'x'"), ModelServerError.Refused);
        yield return Case("unauthorized", (_, _) => new(401, "<html>no</html>"u8.ToArray()), ModelServerError.Refused);
        yield return Case("redirect", (_, _) => new(307, []) { Headers = new() { ["Location"] = "http://127.0.0.1:1/" } }, ModelServerError.Refused);
        yield return Case("busy", (_, _) => KServeReply.Error(503, "queue is full"), ModelServerError.Busy);
        yield return Case("failed", (_, _) => KServeReply.Error(500, "out of memory"), ModelServerError.Failed);
        yield return Case("gateway timeout", (_, _) => new(504, []), ModelServerError.Timeout);
        yield return Case("empty", (_, _) => new(200, []), ModelServerError.InvalidAnswer);
        yield return Case("a page", (_, _) => new(200, "<html></html>"u8.ToArray()), ModelServerError.InvalidAnswer);
        yield return Case("a list", (_, _) => KServeReply.Json(200, "[]"), ModelServerError.InvalidAnswer);
        yield return Case("no outputs", (_, _) => KServeReply.Json(200, """{"outputs":[]}"""), ModelServerError.InvalidAnswer);
        yield return Case("outputs of another kind", (_, _) => KServeReply.Json(200, """{"outputs":[1,null,{"name":7}]}"""), ModelServerError.InvalidAnswer);
        yield return Case("deeply nested", (_, _) => KServeReply.Json(200, new string('[', 5000)), ModelServerError.InvalidAnswer);
        yield return Case("no UTF-8", (_, _) => new(200, [.. "{\"outputs\":[{\"name\":\""u8, 0xFF, 0xFE, .. "\"}]}"u8]), ModelServerError.InvalidAnswer);
        yield return Case("another request's answer", (_, reply) => Edit(reply, json => json["id"] = "other"), ModelServerError.InvalidAnswer);
        yield return Case("integers", (_, reply) => Edit(reply, json => json["outputs"]![0]!["datatype"] = "INT64"), ModelServerError.InvalidAnswer);
        yield return Case("a wrong datatype", (_, reply) => Edit(reply, json => json["outputs"]![0]!["datatype"] = "FP16"), ModelServerError.InvalidAnswer);
        yield return Case("a wrong name", (_, reply) => Edit(reply, json => json["outputs"]![0]!["name"] = "hidden"), ModelServerError.InvalidAnswer);
        yield return Case("a wrong shape", (_, reply) => Edit(reply, json => json["outputs"]![0]!["shape"] = new JsonArray(7, 1)), ModelServerError.InvalidAnswer);
        yield return Case("a negative shape", (_, reply) => Edit(reply, json => json["outputs"]![0]!["shape"] = new JsonArray(-1, 1)), ModelServerError.InvalidAnswer);
        yield return Case("a shape beyond all memory", (_, reply) => Edit(reply, json => json["outputs"]![0]!["shape"] = new JsonArray(long.MaxValue, long.MaxValue)), ModelServerError.InvalidAnswer);
        yield return Case("fewer rows than asked", (_, reply) => Rows(reply), ModelServerError.InvalidAnswer);
        yield return Case("truncated tensors", (_, reply) => reply with { Body = reply.Body[..^2] }, ModelServerError.InvalidAnswer);
        yield return Case("more tensors than named", (_, reply) => reply with { Body = [.. reply.Body, 0, 0, 0, 0] }, ModelServerError.InvalidAnswer);
        yield return Case("a header longer than the body", (_, reply) => Header(reply, "100000"), ModelServerError.InvalidAnswer);
        yield return Case("a header a little short", (_, reply) => Header(reply, "20"), ModelServerError.InvalidAnswer);
        yield return Case("a negative header", (_, reply) => Header(reply, "-1"), ModelServerError.InvalidAnswer);
        yield return Case("a header of zero", (_, reply) => Header(reply, "0"), ModelServerError.InvalidAnswer);
        yield return Case("a header that is no number", (_, reply) => Header(reply, "x"), ModelServerError.InvalidAnswer);
        yield return Case("no header", (_, reply) => reply with { Headers = [] }, ModelServerError.InvalidAnswer);
        yield return Case("data that are no numbers", (_, _) => Data("\"one\""), ModelServerError.InvalidAnswer);
        yield return Case("too many numbers", (_, _) => Data("1,2,3"), ModelServerError.InvalidAnswer);
        yield return Case("too few numbers", (_, _) => Data(""), ModelServerError.InvalidAnswer);
        yield return Case("a cut connection", (_, reply) => reply with { CutAfter = 10 }, ModelServerError.Unreachable);
        yield return Case("larger than allowed", (_, _) => new(200, new byte[5000]), ModelServerError.InvalidAnswer);
    }

    [TestCaseSource(nameof(Lies))]
    public async Task WhateverTheServerSaysEndsInATypedError(Func<KServeRequest, KServeReply, KServeReply> lie, ModelServerError error)
    {
        using var server = new KServeServer(_model.Answer);
        foreach (bool hasHandlers in (bool[])[true, false])
        {
            server.Interceptor = (_, _) => Task.FromResult<KServeReply?>(null);
            using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, ServedTestModel.Options(server, options =>
            {
                (options.Server.BearerToken, options.Server.MaxAnswerBytes, options.Server.Balancing) = (Secret, 4096, hasHandlers ? options.Server.Balancing : null);
            }));
            await remote.ConnectAsync();
            server.Intercept(request => lie(request, _model.Answer(request)));

            ModelServerException exception = Assert.ThrowsAsync<ModelServerException>(async () => await remote.RerankAsync("one", [Document]))!;

            using (Assert.EnterMultipleScope())
            {
                Assert.That(exception.Error, Is.EqualTo(error), exception.Message);
                Assert.That(exception.IsTransient, Is.EqualTo(error is ModelServerError.Busy or ModelServerError.Failed or ModelServerError.NotLoaded or ModelServerError.Timeout or ModelServerError.Unreachable));
                Assert.That(exception.ToString(), Does.Not.Contain(Secret).And.Not.Contain(Document));
            }

            server.Interceptor = (_, _) => Task.FromResult<KServeReply?>(null);
            Assert.That((await remote.RerankAsync("one", [Document])).Results[0].IsScored, "the next call is served");
        }
    }

    [TestCase("NaN")]
    [TestCase("-Infinity")]
    [TestCase("null")]
    public async Task ANumberThatJsonDoesNotKnowCostsOneCandidateOnly(string literal)
    {
        using var server = new KServeServer(_model.Answer);
        using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, ServedTestModel.Options(server));
        await remote.ConnectAsync();
        int pair = 0;
        server.Intercept(request =>
        {
            int rows = request.Json["inputs"]![0]!["shape"]![0]!.GetValue<int>();
            string numbers = string.Join(',', Enumerable.Range(0, rows).Select(_ => Interlocked.Increment(ref pair) == 2 ? literal : "0.5"));
            return KServeReply.Json(200, $$"""{"outputs":[{"name":"logits","datatype":"FP32","shape":[{{rows}},1],"data":[{{numbers}}]}]}""");
        });
        RerankResponse response = await remote.RerankAsync("one", ["two", "six", "ten"]);
        Assert.That(response.Results.Count(result => result.IsScored), Is.EqualTo(2));
        Assert.That(response.Results[^1].Placement, Is.EqualTo(RerankPlacement.Unscored));
    }

    [Test]
    public async Task ErrorsSayStatusRequestAndTheServersWordsOnOneShortLine()
    {
        using var server = new KServeServer(_model.Answer);
        using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, ServedTestModel.Options(server, options => options.Server.BearerToken = Secret));
        await remote.ConnectAsync();
        server.Intercept(_ => KServeReply.Error(400, $@"bad\nrequest by {Secret} " + new string('x', 1000)));
        ModelServerException exception = Assert.ThrowsAsync<ModelServerException>(async () => await remote.RerankAsync("one", ["two"]))!;
        Assert.That(exception.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(exception.RequestId, Is.EqualTo(server.Inferences.Last().Json["id"]!.GetValue<string>()));
        Assert.That(exception.Message, Does.Contain("400").And.Contain("bad request by *** xxx").And.Not.Contain("\n").And.Length.LessThan(400));
    }

    [Test]
    public void NobodyListeningIsUnreachable()
    {
        Uri address;
        using (var server = new KServeServer(_model.Answer))
        {
            address = server.Address;
        }

        var options = new CrossEncoderOptions { Server = { Retry = null } };
        options.Server.Endpoints.Add(address);
        using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, options);
        Assert.That(
            async () => await remote.RerankAsync("one", ["two"]),
            Throws.TypeOf<ModelServerException>().With.Property("Error").EqualTo(ModelServerError.Unreachable).And.Message.Contains("no connection"));
    }

    [Test]
    public async Task ATimeoutIsNoCancellation()
    {
        using var server = new KServeServer(_model.Answer);
        using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, ServedTestModel.Options(server, options => options.Server.Timeout = TimeSpan.FromMilliseconds(200)));
        server.Interceptor = async (request, closing) =>
        {
            await Task.Delay(request.IsInference ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, TimeProvider.System, closing);
            return null;
        };
        while (!await ConnectedAsync(remote))
        {
            // A machine under load may need more than one attempt.
        }

        Assert.That(
            async () => await remote.RerankAsync("one", ["two"]),
            Throws.TypeOf<ModelServerException>().With.Property("Error").EqualTo(ModelServerError.Timeout).And.Message.Contains("0.2 seconds"));
    }

    [Test]
    public async Task WithOneOfTwoServersDownNoCallFails()
    {
        using var local = CrossEncoderReranker.Load(Folder.FullName);
        using var up = new KServeServer(_model.Answer);
        Uri down;
        using (var gone = new KServeServer(_model.Answer))
        {
            down = gone.Address;
        }

        CrossEncoderOptions options = ServedTestModel.Options(up, options => (options.Server.Retry, options.TokenBudget) = (new(), 100));
        options.Server.Endpoints.Insert(0, down);
        using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, options);
        await AssertRankingsAsync(remote, local);
    }

    [Test]
    public async Task WithTheModelUnloadedOnOneOfTwoServersNoCallFailsAndItIsLeftOut()
    {
        using var local = CrossEncoderReranker.Load(Folder.FullName);
        using var good = new KServeServer(_model.Answer);
        using var without = new KServeServer(request => KServeReply.Error(400, $"Request for unknown model: '{request.Path[11..].Split('/')[0]}' is not found"));
        CrossEncoderOptions options = ServedTestModel.Options(good, options => (options.Server.Retry, options.TokenBudget) = (new(), 100));
        options.Server.Endpoints.Insert(0, without.Address);
        options.Server.Balancing!.Ejection = TimeSpan.FromHours(1);
        options.Server.Balancing!.MaxEjection = TimeSpan.FromHours(1);
        using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, options);
        await AssertRankingsAsync(remote, local);
        Assert.That(without.Requests, Has.Count.InRange(3, 3 + (2 * options.Server.Endpoints.Count)), "three failures, and those under way with the third");
    }

    [Test]
    public void WithTheModelOnNoServerTheErrorNamesItAndSaysWhatToDo()
    {
        using var one = new KServeServer(_model.Answer);
        using var two = new KServeServer(_model.Answer);
        CrossEncoderOptions options = ServedTestModel.Options(one, options => (options.Server.Retry, options.Server.ModelName, options.Server.ModelVersion) = (new(), "absent", "3"));
        options.Server.Endpoints.Add(two.Address);
        using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, options);
        ModelServerException exception = Assert.ThrowsAsync<ModelServerException>(async () => await remote.RerankAsync("one", [Document]))!;
        Assert.That(exception.Error, Is.EqualTo(ModelServerError.NotLoaded));
        Assert.That(exception.Message, Does.StartWith("The model 'absent', version 3, is not loaded.").And.Contain("ModelName").And.Contain("400: Request for unknown model"));
        Assert.That(one.Requests, Has.Count.EqualTo(1), "each was asked once");
        Assert.That(two.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task WithHalfOfTheRequestsFailingNoCallFails()
    {
        using var local = CrossEncoderReranker.Load(Folder.FullName);
        using var good = new KServeServer(_model.Answer);
        using var flapping = new KServeServer(_model.Answer);
        int count = 0;
        flapping.Intercept(request => (Interlocked.Increment(ref count) % 4) switch
        {
            0 => KServeReply.Error(500, "flapping"),
            1 => _model.Answer(request) with { CutAfter = 7 },
            2 => KServeReply.Error(503, "busy"),
            _ => null,
        });
        CrossEncoderOptions options = ServedTestModel.Options(good, options => (options.Server.Retry, options.TokenBudget) = (new(), 100));
        options.Server.Endpoints.Add(flapping.Address);
        options.Server.Balancing!.Ejection = TimeSpan.FromMilliseconds(1);
        using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, options);
        await AssertRankingsAsync(remote, local);
        Assert.That(count, Is.GreaterThan(3));
    }

    [Test]
    public async Task ASlowServersRequestsAreAnsweredByTheOther()
    {
        using var local = CrossEncoderReranker.Load(Folder.FullName);
        using var fast = new KServeServer(_model.Answer);
        using var stuck = new KServeServer(_model.Answer);
        bool isStuck = false;
        stuck.Interceptor = async (request, closing) =>
        {
            if (request.IsInference && isStuck)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closing);
            }

            return null;
        };
        CrossEncoderOptions options = ServedTestModel.Options(fast, options =>
        {
            (options.Server.Hedging, options.TokenBudget, options.Concurrency) = (new() { Window = 16, MaxExtraLoad = 1 }, 60, 1);
        });
        options.Server.Endpoints.Add(stuck.Address);
        using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, options);
        await AssertRankingsAsync(remote, local, calls: 2);
        isStuck = true;
        await AssertRankingsAsync(remote, local, calls: 2);
        Assert.That(stuck.Inferences.Count(), Is.GreaterThan(1));
    }

    [Test]
    public async Task RandomMutationsOfAnAnswerNeverHangOrLoseACandidate([Values] bool isBinary)
    {
        using var server = new KServeServer(_model.Answer);
        using var remote = CrossEncoderReranker.LoadServed(Folder.FullName, ServedTestModel.Options(server, options => options.Server.UseBinaryTensors = isBinary));
        await remote.ConnectAsync();
        var random = new Random(11);
        server.Intercept(request =>
        {
            KServeReply reply = _model.Answer(request);
            byte[] body = [.. reply.Body];
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            return reply with { Body = random.Next(4) == 0 ? body[..random.Next(body.Length)] : body };
        });
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            try
            {
                RerankResponse response = await remote.RerankAsync("one", ["two", "three", "four"]);
                Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo([0, 1, 2]));
                Assert.That(response.Results.Select(result => result.Score), Has.All.Matches<double>(double.IsFinite));
            }
            catch (ModelServerException exception)
            {
                Assert.That(exception.Error, Is.EqualTo(ModelServerError.InvalidAnswer));
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(300));
    }

    private static async Task<bool> ConnectedAsync(CrossEncoderReranker remote)
    {
        try
        {
            await remote.ConnectAsync();
            return true;
        }
        catch (ModelServerException exception) when (exception.Error == ModelServerError.Timeout)
        {
            return false;
        }
    }

    private static async Task AssertRankingsAsync(CrossEncoderReranker remote, CrossEncoderReranker local, int calls = 10)
    {
        for (int call = 0; call < calls; call++)
        {
            RerankCandidate[] candidates = RandomTexts.Candidates(30, maxWords: 20, seed: call);
            RerankResponse expected = await local.RerankAsync(RandomTexts.Query, candidates);
            RerankResponse actual = await remote.RerankAsync(RandomTexts.Query, candidates);
            Assert.That(actual.Results.OrderBy(result => result.Index).Select(result => result.Score), Is.EqualTo(expected.Results.OrderBy(result => result.Index).Select(result => result.Score)).Within(1e-5));
        }
    }

    private static TestCaseData<Func<KServeRequest, KServeReply, KServeReply>, ModelServerError> Case(
        string name, Func<KServeRequest, KServeReply, KServeReply> lie, ModelServerError error) => new(lie, error) { TestName = $"{{m}}({name})" };

    private static KServeReply Header(KServeReply reply, string length) => reply with { Headers = new() { [KServeRequest.HeaderLength] = length } };

    private static KServeReply Data(string numbers) =>
        KServeReply.Json(200, $$"""{"outputs":[{"name":"logits","datatype":"FP32","shape":[1,1],"data":[[{{numbers}}]]}]}""");

    private static KServeReply Rows(KServeReply reply)
    {
        KServeReply edited = Edit(reply, json =>
        {
            json["outputs"]![0]!["shape"] = new JsonArray(0, 1);
            json["outputs"]![0]!["parameters"]!["binary_data_size"] = 0;
        });
        return edited with { Body = edited.Body[..^4] };
    }

    private static KServeReply Edit(KServeReply reply, Action<JsonNode> edit)
    {
        int length = int.Parse(reply.Headers[KServeRequest.HeaderLength], CultureInfo.InvariantCulture);
        JsonNode json = JsonNode.Parse(reply.Body.AsSpan(0, length))!;
        edit(json);
        byte[] edited = Encoding.UTF8.GetBytes(json.ToJsonString());
        return Header(reply with { Body = [.. edited, .. reply.Body[length..]] }, edited.Length.ToString(CultureInfo.InvariantCulture));
    }
}
