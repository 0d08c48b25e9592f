using RerankKit.Conformance;

namespace RerankKit.Models.Tests;

/// <summary>Everything that can go wrong between here and the hub.</summary>
public sealed class ModelStoreFailureTests : ModelStoreFixture
{
    [Test]
    public async Task ACutConnectionIsResumedWhereItBroke()
    {
        HubModel model = Hub.Add(HubModel.Small(weights: 400_000));
        int cuts = 0;
        Hub.Intercept(request => request.Path.EndsWith("model.onnx", StringComparison.Ordinal) && cuts++ == 0 ? new(200, model["onnx/model.onnx"].Content) { CutAfter = 150_000 } : null);
        StoredModel stored = await Store().ResolveAsync(model.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllBytes(stored.OnnxPath), Is.EqualTo(model["onnx/model.onnx"].Content));
            Assert.That(Hub.Downloads("model.onnx").Select(request => request.From), Is.EqualTo([0, 150_000]));
        }
    }

    [Test]
    public void AListOfFilesThatLeadsToItselfEnds()
    {
        HubModel model = Hub.Add(HubModel.Small());
        model.DoesInfoHaveChecksums = false;
        string next = $"<{Hub.Address}api/models/test/small/tree/{model.Main}?recursive=true>; rel=\"next\"";
        Hub.Intercept(request => request.Path.Contains("/tree/", StringComparison.Ordinal)
            ? new(200, "[]"u8.ToArray()) { Headers = { ["Link"] = next } }
            : null);
        ModelStoreException exception = Refused(() => Store().ResolveAsync(model.Id), ModelStoreError.Other);
        Assert.That(exception.Message, Does.Contain("more than 1000 pages"));
        Assert.That(Hub.Requests.Count(request => request.Path.Contains("/tree/", StringComparison.Ordinal)), Is.EqualTo(1000));
    }

    [Test]
    public void AListOfFilesThatNeverEndsIsReadNoFurtherThanItsLimit()
    {
        const int limit = 64 << 20;
        using var content = new EndlessContent("[\"");
        using var http = new HttpClient(new ScriptedHandler((_, _) => Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = content })));
        Refused(() => Store(options => options.MaxAttempts = 1, http: http).ResolveAsync("test/small"), ModelStoreError.HubUnavailable);
        Assert.That(content.Taken, Is.GreaterThan(limit).And.LessThan(limit + (1 << 20)));
    }

    [Test]
    public async Task AnotherProcessResumesWhatThisOneLeft()
    {
        HubModel model = Hub.Add(HubModel.Small(weights: 400_000));
        Hub.Intercept(request => request.Path.EndsWith("model.onnx", StringComparison.Ordinal) ? new(200, model["onnx/model.onnx"].Content) { CutAfter = 150_000 } : null);
        Refused(() => Store(o => o.MaxAttempts = 1).ResolveAsync(model.Id), ModelStoreError.HubUnavailable);
        Hub.Intercept(_ => null);
        Hub.Requests.Clear();
        StoredModel stored = await Store().ResolveAsync(model.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Hub.Downloads("model.onnx").Single().From, Is.EqualTo(150_000));
            Assert.That(File.ReadAllBytes(stored.OnnxPath), Is.EqualTo(model["onnx/model.onnx"].Content));
        }
    }

    [Test]
    public async Task AServerWithoutPartsIsResumedToo()
    {
        HubModel model = Hub.Add(HubModel.Small(weights: 400_000));
        int calls = 0;
        Hub.Intercept(request => request.Path.EndsWith("model.onnx", StringComparison.Ordinal) ? new(200, model["onnx/model.onnx"].Content) { CutAfter = calls++ == 0 ? 150_000 : null } : null);
        StoredModel stored = await Store().ResolveAsync(model.Id);
        Assert.That(File.ReadAllBytes(stored.OnnxPath), Is.EqualTo(model["onnx/model.onnx"].Content));
    }

    [Test]
    public async Task ALeftoverThatIsNotTheBeginningOfTheFileIsDroppedAndTheFileDownloadedAgain()
    {
        HubModel model = Hub.Add(HubModel.Small());
        string incomplete = Blob(model, model["onnx/model.onnx"].Sha256) + ".incomplete";
        Directory.CreateDirectory(Path.GetDirectoryName(incomplete)!);
        await File.WriteAllBytesAsync(incomplete, new byte[100]);
        StoredModel stored = await Store().ResolveAsync(model.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllBytes(stored.OnnxPath), Is.EqualTo(model["onnx/model.onnx"].Content));
            Assert.That(Hub.Downloads("model.onnx").Select(request => request.From), Is.EqualTo([100, 0]));
            Assert.That(File.Exists(incomplete), Is.False);
        }
    }

    [Test]
    public async Task AWholeLeftoverIsCheckedAndNotDownloadedAgain()
    {
        HubModel model = Hub.Add(HubModel.Small());
        string blob = Blob(model, model["onnx/model.onnx"].Sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        await File.WriteAllBytesAsync(blob + ".incomplete", model["onnx/model.onnx"].Content);
        await Store().ResolveAsync(model.Id);
        Assert.That(Hub.Downloads("model.onnx"), Is.Empty);
    }

    [TestCase("onnx/model.onnx")]
    [TestCase("config.json")]
    public void AFileWithAnotherContentIsRefusedAndNothingOfItIsKept(string path)
    {
        HubModel model = Hub.Add(HubModel.Small());
        byte[] wrong = [.. model[path].Content.Select(value => (byte)(value ^ 1))];
        Hub.Intercept(request => request.Path.EndsWith("/" + path, StringComparison.Ordinal) ? new(200, wrong) : null);
        ModelStoreException exception = Refused(() => Store().ResolveAsync(model.Id), ModelStoreError.HashMismatch);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exception.Message, Does.Contain(path).And.Contains(model[path].BlobName));
            Assert.That(File.Exists(Snapshot(model, path)), Is.False);
            Assert.That(File.Exists(Blob(model, model[path].BlobName)), Is.False);
            Assert.That(File.Exists(Blob(model, model[path].BlobName) + ".incomplete"), Is.False);
            Assert.That(File.Exists(Path.Combine(Cache, "models--test--small", "refs", "main")), Is.False, "No revision may mean a snapshot that is not whole.");
        }
    }

    [Test]
    public void AFileThatDoesNotEndIsNotWrittenBeyondItsLength()
    {
        HubModel model = Hub.Add(HubModel.Small());
        Hub.Intercept(request => request.Path.EndsWith("model.onnx", StringComparison.Ordinal) ? new(200, new byte[1_000_000]) : null);
        ModelStoreException exception = Refused(() => Store().ResolveAsync(model.Id), ModelStoreError.HashMismatch);
        Assert.That(exception.Message, Does.Contain("longer than"));
    }

    [Test]
    public async Task APinnedSha256IsCheckedBeforeTheDownloadAndOnEveryUse()
    {
        HubModel model = Hub.Add(HubModel.Small());
        ModelRequest pinned(string hash, string path = "onnx/model.onnx") => new() { Sha256 = new Dictionary<string, string> { [path] = hash } };
        string right = model["onnx/model.onnx"].Sha256;
        string wrong = new('0', 64);
        Refused(() => Store().ResolveAsync(model.Id, pinned(wrong)), ModelStoreError.HashMismatch);
        Assert.That(Hub.Downloads("model.onnx"), Is.Empty);
        Refused(() => Store().ResolveAsync(model.Id, pinned(wrong, "config.json")), ModelStoreError.HashMismatch);
        Assert.That(File.Exists(Snapshot(model, "config.json")), Is.False);
        StoredModel stored = await Store().ResolveAsync(model.Id, pinned(right.ToUpperInvariant()));
        byte[] tampered = [.. model["onnx/model.onnx"].Content];
        tampered[100] ^= 1;
        await File.WriteAllBytesAsync(stored.OnnxPath, tampered);
        await Store().ResolveAsync(model.Id);
        Refused(() => Store().ResolveAsync(model.Id, pinned(right)), ModelStoreError.HashMismatch);
        Refused(() => Store().ResolveAsync(model.Id, pinned(right, "no.onnx")), ModelStoreError.FileNotFound);
    }

    [Test]
    public async Task PassingFailuresAreTriedAgainAfterPausesThatDouble()
    {
        HubModel model = Hub.Add(HubModel.Small());
        int[] failures = [500, 429, 503];
        int calls = 0;
        Hub.Intercept(_ => calls < failures.Length ? HubAnswer.Error(failures[calls++]) : null);
        var time = new HastyTimeProvider();
        await Store(timeProvider: time).ResolveAsync(model.Id);
        Assert.That(time.Pauses, Is.EqualTo([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)]));
    }

    [Test]
    public async Task TheHubMaySayHowLongToWait()
    {
        HubModel model = Hub.Add(HubModel.Small());
        int calls = 0;
        Hub.Intercept(_ => calls++ == 0 ? new(429, []) { Headers = { ["Retry-After"] = "17" } } : null);
        var time = new HastyTimeProvider();
        await Store(timeProvider: time).ResolveAsync(model.Id);
        Assert.That(time.Pauses, Is.EqualTo([TimeSpan.FromSeconds(17)]));
    }

    [Test]
    public void AHubThatKeepsFailingIsGivenUp()
    {
        Hub.Intercept(_ => HubAnswer.Error(503));
        ModelStoreException exception = Refused(() => Store().ResolveAsync("test/small"), ModelStoreError.HubUnavailable);
        Assert.That(exception.Message, Does.Contain("5 times").And.Contains("HF_HUB_OFFLINE"));
        Assert.That(Hub.Requests, Has.Count.EqualTo(5));
    }

    [Test]
    public void AHubThatIsNotThereIsGivenUpAtOnceWithTheWayToWorkWithoutIt()
    {
        Hub.Dispose();
        var time = new HastyTimeProvider();
        ModelStoreException exception = Refused(() => Store(timeProvider: time).ResolveAsync("test/small"), ModelStoreError.HubUnavailable);
        Assert.That(time.Pauses, Has.Count.EqualTo(1), "one more attempt, and no waiting for a network that may not be there");
        Assert.That(exception.Message, Does.Contain("cannot be reached").And.Contain("folder of a model").And.Contain("rerankkit models pack"));
    }

    [Test]
    public async Task ASilentConnectionCountsAsBroken()
    {
        HubModel model = Hub.Add(HubModel.Small(weights: 400_000));
        int calls = 0;
        Hub.Intercept(request => request.Path.EndsWith("model.onnx", StringComparison.Ordinal) && calls++ == 0 ? new(200, model["onnx/model.onnx"].Content) { SilentAfter = 150_000 } : null);
        var time = new ManualTimeProvider();
        string incomplete = Blob(model, model["onnx/model.onnx"].Sha256) + ".incomplete";
        Task<StoredModel> download = Store(
            o =>
            {
                o.RetryDelay = TimeSpan.Zero;
                o.MaxParallelDownloads = 1;
                o.MaxAttempts = 100;
            },
            time).ResolveAsync(model.Id);
        while (!download.IsCompleted)
        {
            await Task.Yield();
            if (time.PendingTimers == 1 && HubCache.LengthOf(incomplete) == 150_000 && Hub.Downloads("model.onnx").Count() == 1)
            {
                time.Advance(TimeSpan.FromSeconds(61));
            }
        }

        Assert.That(File.ReadAllBytes((await download).OnnxPath), Is.EqualTo(model["onnx/model.onnx"].Content));
        Assert.That(Hub.Downloads("model.onnx").Select(request => request.From), Has.Member(150_000L));
    }

    [TestCase(401)]
    [TestCase(403)]
    public void AGatedModelSaysWhereToAcceptAndWhichVariableToSet(int status)
    {
        HubModel model = Hub.Add(HubModel.Small());
        Hub.Intercept(request => request.Path.Contains("/resolve/") ? HubAnswer.Error(status, "GatedRepo", "Access to model test/small is restricted.") : null);
        ModelStoreException exception = Refused(() => Store().ResolveAsync(model.Id), ModelStoreError.Gated);
        Assert.That(exception.Message, Does.Contain($"{Hub.Address}test/small").And.Contains("HF_TOKEN"));
        Assert.That(Hub.Requests, Has.Count.LessThanOrEqualTo(5), "It is not tried again.");
    }

    [Test]
    public void AnUnknownModelIsNamed()
    {
        ModelStoreException exception = Refused(() => Store().ResolveAsync("test/nothing"), ModelStoreError.NotFound);
        Assert.That(exception.Message, Does.Contain("test/nothing").And.Contains("HF_TOKEN"));
    }

    [Test]
    public void AnUnknownRevisionIsNamed()
    {
        Hub.Add(HubModel.Small());
        ModelStoreException exception = Refused(() => Store().ResolveAsync("test/small", new() { Revision = "v2" }), ModelStoreError.RevisionNotFound);
        Assert.That(exception.Message, Does.Contain("'v2'"));
    }

    [Test]
    public void AFileThatVanishesIsNamed()
    {
        Hub.Add(HubModel.Small());
        Hub.Intercept(request => request.Path.EndsWith("tokenizer.json", StringComparison.Ordinal) ? HubAnswer.Error(404, "EntryNotFound") : null);
        ModelStoreException exception = Refused(() => Store().ResolveAsync("test/small"), ModelStoreError.FileNotFound);
        Assert.That(exception.Message, Does.Contain("'tokenizer.json'"));
    }

    [Test]
    public void ARefusedTokenIsToldApartFromAMissingModel()
    {
        Hub.Add(HubModel.Small());
        Hub.Intercept(_ => HubAnswer.Error(401, message: "Invalid credentials in Authorization header"));
        Assert.That(Refused(() => Store(o => o.Token = "hf_old").ResolveAsync("test/small"), ModelStoreError.Gated).Message, Does.Not.Contain("hf_old").And.Contains("HF_TOKEN"));
    }

    [Test]
    public void APageInsteadOfJsonIsRefused()
    {
        Hub.Intercept(_ => new(200, "<html>Sign in to the hotel network</html>"u8.ToArray()));
        Assert.That(Refused(() => Store().ResolveAsync("test/small"), ModelStoreError.Other).Message, Does.Contain("HF_ENDPOINT"));
    }

    [TestCase("../../evil.onnx")]
    [TestCase("/etc/evil.onnx")]
    [TestCase("onnx\\\\..\\\\evil.onnx")]
    public void AHubCannotWriteOutsideTheCache(string path)
    {
        Hub.Intercept(_ => HubAnswer.Json($$"""{"sha":"{{new string('a', 40)}}","siblings":[{"rfilename":"{{path}}","size":1,"blobId":"{{new string('b', 40)}}"}]}"""));
        Assert.That(Refused(() => Store().ResolveAsync("test/small"), ModelStoreError.Other).Message, Does.Contain("evil.onnx"));
    }

    [Test]
    public async Task CancellationKeepsWhatHasArrived()
    {
        HubModel model = Hub.Add(HubModel.Small(weights: 400_000));
        Hub.Intercept(request => request.Path.EndsWith("model.onnx", StringComparison.Ordinal) ? new(200, model["onnx/model.onnx"].Content) { SilentAfter = 150_000 } : null);
        using var cancellation = new CancellationTokenSource();
        string incomplete = Blob(model, model["onnx/model.onnx"].Sha256) + ".incomplete";
        Task<StoredModel> download = Store().ResolveAsync(model.Id, cancellationToken: cancellation.Token);
        while (!File.Exists(incomplete) || new FileInfo(incomplete).Length < 150_000)
        {
            await Task.Yield();
        }

        await cancellation.CancelAsync();
        Assert.That(async () => await download, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(new FileInfo(incomplete).Length, Is.EqualTo(150_000));
        Hub.Intercept(_ => null);
        await Store().ResolveAsync(model.Id);
        Assert.That(Hub.Downloads("model.onnx").Last().From, Is.EqualTo(150_000));
    }

    [Test]
    public void ACancelledCallDoesNothing()
    {
        Assert.That(async () => await Store().ResolveAsync("test/small", cancellationToken: new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Hub.Requests, Is.Empty);
    }

    [Test]
    public async Task ADiskThatCannotBeWrittenIsAnIOException()
    {
        HubModel model = Hub.Add(HubModel.Small());
        Directory.CreateDirectory(Path.Combine(Cache, "models--test--small"));
        await File.WriteAllTextAsync(Path.Combine(Cache, "models--test--small", "blobs"), "a file where the folder should be");
        Assert.That(async () => await Store().ResolveAsync(model.Id), Throws.InstanceOf<IOException>().And.Not.InstanceOf<ModelStoreException>());
    }

    [Test]
    public async Task AFullDiskIsAnIOExceptionAndIsNotTriedAgain()
    {
        if (!File.Exists("/dev/full"))
        {
            Assert.Ignore("There is no device here that is always full.");
        }

        HubModel model = Hub.Add(HubModel.Small());
        string incomplete = Blob(model, model["onnx/model.onnx"].Sha256) + ".incomplete";
        Directory.CreateDirectory(Path.GetDirectoryName(incomplete)!);
        File.CreateSymbolicLink(incomplete, "/dev/full");
        Assert.That(async () => await Store().ResolveAsync(model.Id), Throws.InstanceOf<IOException>().And.Not.InstanceOf<ModelStoreException>());
        Assert.That(Hub.Downloads("model.onnx").Count(), Is.EqualTo(1));
        await Task.CompletedTask;
    }

    [Test]
    public async Task TwoStoresAtOnceDownloadEveryFileOnce()
    {
        HubModel model = Hub.Add(HubModel.Small(weights: 400_000));
        int listings = 0;
        var both = new TaskCompletionSource();
        Hub.Interceptor = async request =>
        {
            if (request.Path.Contains("/revision/") && Interlocked.Increment(ref listings) == 2)
            {
                both.SetResult();
            }
            else if (request.Path.Contains("/resolve/"))
            {
                await both.Task;
            }

            return null;
        };
        StoredModel[] stored = await Task.WhenAll(Store(timeProvider: TimeProvider.System).ResolveAsync(model.Id), Store(timeProvider: TimeProvider.System).ResolveAsync(model.Id));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Hub.Requests.Where(request => request.Path.Contains("/resolve/")).Select(request => request.Path), Is.Unique);
            Assert.That(File.ReadAllBytes(stored[1].OnnxPath), Is.EqualTo(model["onnx/model.onnx"].Content));
        }
    }
}
