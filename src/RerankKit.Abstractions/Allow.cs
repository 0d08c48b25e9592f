using System.Runtime.CompilerServices;

namespace RerankKit;

/// <summary>What setters of options allow: the value, or the exception that names the property, its value and what is allowed.</summary>
internal static class Allow
{
    public static T If<T>(bool isAllowed, T value, string allowed, [CallerMemberName] string? name = null) =>
        isAllowed ? value : throw Throw.OutOfRange(value, allowed, name);

    public static T AtLeast<T>(T value, T least, string? allowed = null, [CallerMemberName] string? name = null)
        where T : struct, IComparable<T> =>
        value.CompareTo(least) >= 0 ? value : throw Throw.OutOfRange(value, allowed ?? Invariant($"{least} or more"), name);

    public static T? AtLeast<T>(T? value, T least, string allowed, [CallerMemberName] string? name = null)
        where T : struct, IComparable<T> =>
        If(value is not T number || number.CompareTo(least) >= 0, value, allowed, name);

    public static T Between<T>(T value, T least, T most, string? allowed = null, [CallerMemberName] string? name = null)
        where T : struct, IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw Throw.OutOfRange(value, allowed ?? Invariant($"{least} to {most}"), name);

    public static double Positive(double value, [CallerMemberName] string? name = null) =>
        If(double.IsFinite(value) && value > 0, value, "a finite number more than 0", name);

    public static double PositiveOrZero(double value, [CallerMemberName] string? name = null) =>
        If(double.IsFinite(value) && value >= 0, value, "a finite number, 0 or more", name);

    public static TimeSpan MoreThanZero(TimeSpan value, [CallerMemberName] string? name = null) =>
        If(value > TimeSpan.Zero, value, "more than zero", name);

    public static TimeSpan UpToOneDay(TimeSpan value, [CallerMemberName] string? name = null) =>
        If(value > TimeSpan.Zero && value <= TimeSpan.FromDays(1), value, "more than zero, up to 1 day", name);

    public static TimeSpan? UpToOneDay(TimeSpan? value, string orNull, [CallerMemberName] string? name = null) =>
        If(!(value <= TimeSpan.Zero || value > TimeSpan.FromDays(1)), value, "more than zero, up to 1 day, or null " + orNull, name);

    public static T Defined<T>(T value, [CallerMemberName] string? name = null)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw Throw.OutOfRange(value, "one of " + string.Join(", ", Enum.GetNames<T>()), name);

    public static T? Defined<T>(T? value, string orNull, [CallerMemberName] string? name = null)
        where T : struct, Enum =>
        If(value is not T member || Enum.IsDefined(member), value, $"one of {string.Join(", ", Enum.GetNames<T>())}, or null {orNull}", name);

    public static T NotNull<T>(T? value, [CallerMemberName] string? name = null)
        where T : class =>
        value ?? throw new ArgumentNullException(name);
}
