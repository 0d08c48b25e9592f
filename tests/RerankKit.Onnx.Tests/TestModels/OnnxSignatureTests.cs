using RerankKit.PublishedModels.Proto;
using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests;

/// <summary>Names, types and shapes of what the generated graphs take and give.</summary>
[TestFixture]
public sealed class OnnxSignatureTests
{
    [TestCase(TestArchitecture.Bert, "input_ids attention_mask token_type_ids")]
    [TestCase(TestArchitecture.Roberta, "input_ids attention_mask")]
    [TestCase(TestArchitecture.XlmRoberta, "input_ids attention_mask")]
    [TestCase(TestArchitecture.DebertaV2, "input_ids attention_mask")]
    [TestCase(TestArchitecture.ModernBert, "input_ids attention_mask")]
    [TestCase(TestArchitecture.Qwen3, "input_ids attention_mask position_ids")]
    public void InputsAreThoseOfTheFamily(TestArchitecture architecture, string expected)
    {
        GraphProto graph = Graph(TestModelPresets.Tiny(architecture));

        Assert.That(string.Join(' ', graph.Input.Select(input => input.Name)), Is.EqualTo(expected));
        Assert.That(graph.Input.Select(input => input.Type.TensorType.ElemType), Is.All.EqualTo((int)OnnxType.Int64));
        Assert.That(graph.Input.Select(Shape), Is.All.EqualTo("batch_size, sequence_length"));
    }

    [TestCase(TestHead.Classification, 1, "logits: batch_size, 1")]
    [TestCase(TestHead.Classification, 3, "logits: batch_size, 3")]
    [TestCase(TestHead.ClassificationFlat, 1, "logits: batch_size")]
    [TestCase(TestHead.ClassificationRank3, 1, "logits: batch_size, 1, 1")]
    [TestCase(TestHead.HiddenStates, 1, "last_hidden_state: batch_size, sequence_length, 32")]
    public void EncodersGiveWhatTheHeadSays(TestHead head, int labels, string expected) =>
        Assert.That(Outputs(TestModelPresets.Tiny(TestArchitecture.Bert) with { Head = head, Labels = labels }), Is.EqualTo(expected));

    [TestCase(TestHead.Vocabulary, "logits: batch_size, sequence_length, 1000")]
    [TestCase(TestHead.VocabularyLast, "logits: batch_size, 1, 1000")]
    [TestCase(TestHead.YesNo, "logits: batch_size, sequence_length, 2")]
    [TestCase(TestHead.YesNoLast, "logits: batch_size, 2")]
    [TestCase(TestHead.Classification, "logits: batch_size, 1")]
    public void DecodersGiveWhatTheHeadSays(TestHead head, string expected) =>
        Assert.That(Outputs(TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = head }), Is.EqualTo(expected));

    [TestCase(TestOutputType.Binary16, 10)]
    [TestCase(TestOutputType.BFloat16, 16)]
    public void OutputsMayHave16Bits(TestOutputType type, int expected)
    {
        GraphProto graph = Graph(TestModelPresets.Tiny(TestArchitecture.Bert) with { OutputType = type });

        Assert.That(graph.Output[0].Type.TensorType.ElemType, Is.EqualTo(expected));
    }

    [Test]
    public void InputsMayHave32Bits([Values] TestArchitecture architecture)
    {
        GraphProto graph = Graph(TestModelPresets.Tiny(architecture) with { Int32Inputs = true });

        Assert.That(graph.Input.Select(input => input.Type.TensorType.ElemType), Is.All.EqualTo((int)OnnxType.Int32));
    }

    [Test]
    public void PastKeysAndValuesGoInAndComeOut()
    {
        GraphProto graph = Graph(TestModelPresets.Tiny(TestArchitecture.Qwen3) with { KeyValueInputs = true, PositionIds = false });

        Assert.That(graph.Input.Select(input => input.Name), Is.EqualTo(new[]
        {
            "input_ids", "attention_mask", "past_key_values.0.key", "past_key_values.0.value", "past_key_values.1.key", "past_key_values.1.value",
        }));
        Assert.That(Shape(graph.Input[2]), Is.EqualTo("batch_size, 2, past_sequence_length, 8"));
        Assert.That(graph.Output.Select(output => output.Name), Is.EqualTo(new[] { "logits", "present.0.key", "present.0.value", "present.1.key", "present.1.value" }));
    }

    [Test]
    public void AnEncoderHasNoVocabularyHead([Values(TestHead.Vocabulary, TestHead.YesNo, TestHead.YesNoLast, TestHead.VocabularyLast)] TestHead head)
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => TestModel.Reference(new TestModelOptions { Head = head }))!;

        Assert.That(error.Message, Does.Contain(head.ToString()).And.Contain("Bert"));
    }

    private static string Outputs(TestModelOptions options) => string.Join("; ", Graph(options).Output.Select(output => $"{output.Name}: {Shape(output)}"));

    private static string Shape(ValueInfoProto value) => string.Join(", ", value.Type.TensorType.Shape.Dim.Select(dim => dim.HasDimParam ? dim.DimParam : $"{dim.DimValue}"));

    private static GraphProto Graph(TestModelOptions options)
    {
        using var folder = new TestModelFolder(options);
        using FileStream stream = File.OpenRead(folder.File("model.onnx"));
        return ModelProto.Parser.ParseFrom(stream).Graph;
    }
}
