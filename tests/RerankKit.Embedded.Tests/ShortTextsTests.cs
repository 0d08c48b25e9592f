namespace RerankKit.Embedded.Tests;

/// <summary>Texts of three words beside passages of which one answers: for the query's weightiest words the four nearest in the table that do not begin as they do. Without a least length three stand above what makes dough rise.</summary>
public class ShortTextsTests
{
    private static readonly string[] Passages =
    [
        "A fracture is set under anaesthesia, so that both ends of the bone meet, and the limb is then held still by a plaster or a splint for about six weeks. The physician looks at it on an X-ray image "
            + "before and after. Where the ends do not hold, a surgeon joins them with plates and screws, and the patient learns to put weight on the leg again.",
        "When days grow shorter, trees stop making chlorophyll, the pigment that is responsible for the green of summer. What is left of other pigments becomes visible: carotenoids for yellow and orange, anthocyanins for red. "
            + "Cold nights and sunny days make autumn colours brighter, and a layer of cork at last cuts the stem of each leaf off from its twig.",
        "A loan from a bank is paid back in equal monthly parts, of which at first most is interest and towards the end most is principal. Paying more than was agreed shortens the time, but some lenders ask for a fee then. "
            + "Before signing, borrowers should compare the annual rate of several offers and see what insurance is included in the price.",
        "Bread rises because yeast eats the sugars of the flour and gives off carbon dioxide, which the dough's gluten holds in small bubbles. Warm water wakes the yeast, and too hot water kills it. "
            + "After an hour under a cloth the dough has doubled; it is kneaded once more, shaped, left to rest and baked until the crust is brown and sounds hollow.",
        "The engine of a car overheats when its coolant runs low, when the thermostat sticks or when the water pump has worn out. Stop at the side of the road, let the motor cool down for half an hour and do not open the cap of the radiator before. "
            + "Then fill up with water and drive slowly to the next garage.",
        "Stars like the sun shine because hydrogen is turned into helium in their core. When the hydrogen is used up, the core shrinks and the outer layers swell, so that the star becomes a red giant. "
            + "Later it sheds these layers and a white dwarf remains, which cools down for billions of years, while heavier stars end in a supernova.",
        "Children learn to read by joining letters to sounds first and by knowing whole words at a glance later. Reading aloud together every evening helps more than drills, since it shows what books are good for. "
            + "A teacher notices who guesses from pictures and gives such pupils short texts without any, so that they look at the letters.",
        "To sleep better, go to bed at the same hour each night, keep the bedroom dark and cool, and put the telephone away an hour before. Coffee in the afternoon, alcohol in the evening and long naps all take their share of the night. "
            + "Who lies awake for long should get up and do something quiet until tired.",
    ];

    [TestCase(0, "how can a doctor treat a broken bone", "cure skeletal damaged", "cured bony breaking", "remedy skeleton repairing", "therapeutic fracture repaired")]
    [TestCase(1, "why do leaves change colour in autumn", "fall dye leaf", "seasonal pigment foliage", "september greyish plants", "summer dyed leafs")]
    [TestCase(2, "how to repay a bank loan early", "payments lending banco", "payment lend deposit", "owe financing deposits", "owed borrow financial")]
    [TestCase(3, "what makes bread dough rise", "flour loaf rising", "baking baking raise", "bakery bakery raises", "pastry sandwich raised")]
    [TestCase(4, "what to do when the car engine gets too hot", "motor hotter cars", "motors hottest vehicle", "horsepower heated automobile", "propulsion warm vehicles")]
    [TestCase(5, "how does a star die", "dies stellar", "died astro", "death astronomers", "fatal superstar")]
    [TestCase(6, "how do children learn to read", "teaches write kids", "lessons accessed kid", "taught see babies", "lesson view infants")]
    [TestCase(7, "how can I sleep better at night", "asleep improved nocturnal", "slept best evenings", "awake improving evening", "nap easier midnight")]
    public async Task TextsOfThreeWordsThatMeanTheLikeDoNotBeatAPassageThatAnswers(int answer, string query, params string[] stubs)
    {
        using var reranker = new EmbeddedReranker();
        RerankResponse response = await reranker.RerankAsync(query, [.. stubs.Concat(Passages).Select(text => new RerankCandidate(text))]);
        Assert.That(response.Results.TakeWhile(result => result.Index != stubs.Length + answer), Has.None.Matches<RerankResult>(result => result.Index < stubs.Length));
    }
}
