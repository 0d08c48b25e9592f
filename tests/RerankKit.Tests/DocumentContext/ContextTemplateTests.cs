using System.Text.Json;
using System.Text.Json.Nodes;

namespace RerankKit.Tests.DocumentContext;

public class ContextTemplateTests
{
    [TestCase("{title}", "Keys", "Install", "Keys")]
    [TestCase("Title: {title}. Section: {section}.", "Keys", "Install", "Title: Keys. Section: Install.")]
    [TestCase("Title: {title}. Section: {section}", "", "Install", "Section: Install")]
    [TestCase("{title} ({section})", "Keys", "", "Keys")]
    [TestCase("({title})", "Keys", "", "(Keys)")]
    [TestCase("{title}, {section}", " ", "Install", "Install")]
    [TestCase("Title: {title}. Section: {section}", "", "", null)]
    [TestCase("{{{title}}} { section }", "Keys", "Install", "{Keys} Install")]
    public void FieldsAreFilledInAndThoseWithoutAValueLeaveNoLabel(string template, string title, string section, string? filled) =>
        Assert.That(
            ContextTemplate.Parse(template).Fill((_, field) => field switch { "title" => title, "section" => section, _ => throw new ArgumentException(field) }, default),
            Is.EqualTo(filled));

    [TestCase("Title", "names no field")]
    [TestCase("", "names no field")]
    [TestCase("{title", "has a field '{title' that does not end")]
    [TestCase("title}", "has a '}' at position 5")]
    [TestCase("{ti{tle}", "has a '{' at position 3")]
    [TestCase("{}", "has a field without a name")]
    [TestCase("{{title}}", "names no field")]
    public void ATemplateThatCannotBeIsRefused(string template, string problem) =>
        Assert.That(() => new DocumentContextOptions { Template = template }, Throws.ArgumentException.With.Message.Contains(problem));

    [Test]
    public void DictionariesAndJsonObjectsHaveFields()
    {
        using JsonDocument json = JsonDocument.Parse("""{ "title": "Keys", "page": 7, "none": null }""");
        object[] items =
        [
            new Dictionary<string, string> { ["title"] = "Keys", ["page"] = "7" },
            new Dictionary<string, object?> { ["title"] = "Keys", ["page"] = 7, ["none"] = null },
            new Dictionary<string, JsonNode?> { ["title"] = "Keys", ["page"] = 7 },
            JsonNode.Parse(json.RootElement.GetRawText())!,
            json.RootElement,
        ];
        foreach (object item in items)
        {
            Assert.That(Compose(item, "{title}, page {page}, {none} {other}"), Is.EqualTo("p\nKeys, page 7"), item.GetType().Name);
        }
    }

    [Test]
    public void ACandidateWithoutAnItemHasNoContext() => Assert.That(Compose(item: null, "{title}"), Is.EqualTo("p"));

    [Test]
    public void AnItemWhoseFieldsCannotBeReadIsNamedWithTheRemedy() =>
        Assert.That(
            () => Compose(new Uri("http://localhost"), "{title}"),
            Throws.InvalidOperationException.With.Message.Contains("The field 'title'").And.Message.Contains("System.Uri").And.Message.Contains("ReadField"));

    private static string Compose(object? item, string template) =>
        new DocumentContextComposer(new() { Template = template }).Compose(new("p") { Item = item }).Text;
}
