namespace Journey;

/// <summary>A decorator of the application's own.</summary>
public static class OwnDecorator
{
    public static RerankerBuilder UseTextLimit(this RerankerBuilder pipeline, int maxCharacters) =>
        pipeline.Use(inner => maxCharacters > 0 ? inner : throw new ArgumentOutOfRangeException(nameof(maxCharacters)));
}
