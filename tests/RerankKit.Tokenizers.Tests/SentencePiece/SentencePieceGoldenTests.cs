using System.Collections.Frozen;

namespace RerankKit.Tokenizers;

public class SentencePieceGoldenTests
{
    [TestCase("llama2", "tokenizer.model")]
    [TestCase("t5-small", "spiece.model")]
    [TestCase("deberta-v3", "spm.model")]
    [TestCase("mbart-en-pruned", "sentencepiece.bpe.model")]
    [TestCase("sentencepiece-small", "spm_example.model")]
    [TestCase("sentencepiece-small", "test_ja_model.model")]
    [TestCase("sentencepiece-small", "test_model.model")]
    public void IdsAreThoseOfTheLibrary(string folder, string name)
    {
        var file = SentencePieceFile.Read(File.ReadAllBytes(TestData.Path("tokenizers", folder, name)));
        (var normalizer, var model) = SentencePieceParts.Create(file, new SentencePieceVocabulary(file), FrozenSet<int>.Empty);
        var inputs = TokenizerGoldens.Inputs();
        var text = new NormalizedText();
        var tokens = new TokenBuffer();
        int count = 0;
        foreach ((string id, string field, int[] ids) in TokenizerGoldens.Plain("tokenizers", folder, name + ".goldens.jsonl"))
        {
            text.Reset(inputs[(id, field)], 0, trackOffsets: false);
            normalizer.Normalize(text);
            tokens.Clear();
            model.Tokenize(text.Text, 0, tokens);

            Assert.That(tokens.Ids.ToArray(), Is.EqualTo(ids), $"input {id} {field}");
            count++;
        }

        Assert.That(count, Is.GreaterThan(100));
    }
}
