using Microsoft.ML.OnnxRuntime;
using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests.Runtime;

/// <summary>ONNX Runtime's own objects, as an application that uses it anyway has them.</summary>
public sealed class OwnSessionTests
{
    private readonly string _folder = SharedModels.Of(TestArchitecture.Bert).FullName;

    [Test]
    public async Task ASessionOfTheApplicationsScoresAsTheEnginesOwnAndOutlivesTheReranker()
    {
        IReadOnlyList<RerankCandidate> candidates = RandomTexts.Candidates(12, maxWords: 30);
        RerankResponse expected;
        using (var usual = CrossEncoderReranker.Load(_folder))
        {
            expected = await usual.RerankAsync(RandomTexts.Query, candidates);
        }

        using var own = new InferenceSession(Model());
        for (int round = 0; round < 2; round++)
        {
            using var reranker = CrossEncoderReranker.Load(_folder, new() { Session = { InferenceSession = own } });
            RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, candidates);
            Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(expected.Results.Select(result => result.Index)));
            Assert.That(response.Results.Select(result => result.Score), Is.EqualTo(expected.Results.Select(result => result.Score)).Within(1e-6));
        }

        Assert.That(own.InputMetadata, Is.Not.Empty, "it is still alive");
    }

    [Test]
    public async Task OptionsOfTheApplicationsAreTheBaseOfEverySession()
    {
        int made = 0;
        var options = new CrossEncoderOptions { Session = { Count = 2 } };
        options.Session.SessionOptionsFactory = () =>
        {
            made++;
            return new SessionOptions();
        };
        using var reranker = CrossEncoderReranker.Load(_folder, options);

        Assert.That((await reranker.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(3, maxWords: 9))).Results, Has.All.Property("IsScored").True);
        Assert.That(made, Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public void WhatAnOwnSessionMakesMeaninglessIsRefused()
    {
        using var own = new InferenceSession(Model());
        Assert.That(
            () => CrossEncoderReranker.Load(_folder, new() { Session = { Count = 2, InferenceSession = own } }),
            Throws.ArgumentException.With.Message.Contains("Count (2)"));
        Assert.That(
            () => CrossEncoderReranker.Load(_folder, new() { Session = { InferenceSession = own, SessionOptionsFactory = () => new SessionOptions() } }),
            Throws.ArgumentException.With.Message.Contains("SessionOptionsFactory"));
    }

    private string Model() => Directory.EnumerateFiles(_folder, "*.onnx", SearchOption.AllDirectories).Order().First();
}
