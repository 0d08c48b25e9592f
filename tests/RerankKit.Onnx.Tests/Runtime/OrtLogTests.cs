using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx.Tests.Runtime;

public sealed class OrtLogTests : IDisposable
{
    private readonly TemporaryModels _models = new();

    public void Dispose() => _models.Dispose();

    [Test]
    public void WhatTheRuntimeSaysOfASessionGoesToItsLogger()
    {
        var log = new RecordingLogger(LogLevel.Trace);
        var other = new RecordingLogger(LogLevel.Trace);
        string path = TinyGraph.Addition().Save(_models);
        using OnnxSession session = OnnxSession.Open(path, new OnnxSessionOptions(), log);
        int opened = log.Messages.Length;
        using OnnxSession second = OnnxSession.Open(path, new OnnxSessionOptions(), other);

        Assert.That(log.Messages, Has.Some.StartsWith("Debug: ONNX Runtime: ").And.Some.StartsWith("Trace: ONNX Runtime: "));
        Assert.That(log.Messages, Has.Length.EqualTo(opened), "The second session has a logger of its own.");
        Assert.That(other.Messages, Has.Length.GreaterThan(opened / 2));
    }

    [Test]
    public void NothingIsSaidThatNobodyWantsToHear()
    {
        var log = new RecordingLogger(LogLevel.Information);
        using OnnxSession session = OnnxSession.Open(TinyGraph.Addition().Save(_models), new OnnxSessionOptions(), log);

        Assert.That(log.Messages, Is.Empty);
    }

    [Test]
    public void ALoggerThatThrowsDoesNotEndTheProcess()
    {
        var log = new RecordingLogger(LogLevel.Trace) { OnMessage = _ => throw new InvalidOperationException("A full disk.") };
        using OnnxSession session = OnnxSession.Open(TinyGraph.Addition().Save(_models), new OnnxSessionOptions(), log);

        Assert.That(log.Messages, Is.Not.Empty);
    }
}
