using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace RerankKit.Packaging.Tests;

/// <summary>Writes down the public surface of an assembly, one line a member, in an order that does not depend on the compiler.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly NullabilityInfoContext Nullability = new();

    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().Where(type => !IsGenerated(type)).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type, full: true)).Append(Bases(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type.IsValueType ? (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct")
        : type.IsAbstract && type.IsSealed ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static string Bases(Type type)
    {
        if (type.IsEnum)
        {
            return "";
        }

        List<string> bases = [];
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            bases.Add(Name(parent));
        }

        IEnumerable<Type> inherited = type.BaseType?.GetInterfaces() ?? [];
        bases.AddRange(type.GetInterfaces().Except(inherited).Where(face => face.IsVisible).Select(face => Name(face)).Order(StringComparer.Ordinal));
        return bases.Count == 0 ? "" : " : " + string.Join(", ", bases);
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)} {field.Name}");
        }

        IEnumerable<string> fields = type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(field =>
            $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Typed(field.FieldType, Nullability.Create(field))} {field.Name}"
            + (field.IsLiteral ? $" = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}" : ""));
        IEnumerable<string> constructors = type.GetConstructors(Declared).Where(IsVisible).Select(constructor =>
            $"{Access(constructor)}new({Parameters(constructor)})");
        IEnumerable<string> properties = type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(IsVisible)).Select(Property);
        IEnumerable<string> events = type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!)).Select(e => $"event {Name(e.EventHandlerType!)} {e.Name}");
        IEnumerable<string> methods = type.GetMethods(Declared)
            .Where(method => IsVisible(method) && !(method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal)))
            .Where(method => !IsGenerated(method))
            .Select(method =>
                $"{Access(method)}{Modifiers(method)}{Typed(method.ReturnType, Nullability.Create(method.ReturnParameter))} {method.Name}{Generics(method)}({Parameters(method)})");
        return fields.Concat(constructors).Concat(properties).Concat(events).Concat(methods);
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo accessor = property.GetAccessors(true).First(IsVisible);
        string accessors = (property.GetMethod is { } get && IsVisible(get) ? "get; " : "")
            + (property.SetMethod is { } set && IsVisible(set) ? (IsInit(set) ? "init; " : "set; ") : "");
        string indices = property.GetIndexParameters() is { Length: > 0 } parameters
            ? $"[{string.Join(", ", parameters.Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}"))}]"
            : "";
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{Access(accessor)}{required}{Modifiers(accessor)}{Typed(property.PropertyType, Nullability.Create(property))} {property.Name}{indices} {{ {accessors}}}";
    }

    private static bool IsInit(MethodInfo set) =>
        set.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == nameof(IsExternalInit));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // What the compiler writes for a record says nothing that "record" does not.
    private static bool IsGenerated(MethodInfo method) => method.IsDefined(typeof(CompilerGeneratedAttribute));

    // Nor do the types that it writes for a block of extensions: their members stand in the class around it too.
    private static bool IsGenerated(Type type) => type.Name.StartsWith('<') || (type.DeclaringType is { } outer && IsGenerated(outer));

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method) =>
        method.DeclaringType!.IsInterface ? ""
        : method.IsStatic ? "static "
        : method.IsAbstract ? "abstract "
        : method.IsVirtual && !method.IsFinal ? (method.GetBaseDefinition() == method ? "virtual " : "override ")
        : "";

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method)
    {
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(parameter =>
            (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "")
            + $"{Typed(parameter.ParameterType, Nullability.Create(parameter))} {parameter.Name}"
            + (parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")));
    }

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType ? "default" : "null",
        string value => $"\"{value}\"",
        bool value => value ? "true" : "false",
        object value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Typed(Type type, NullabilityInfo info)
    {
        bool nullable = !type.IsValueType && info.ReadState == NullabilityState.Nullable;
        string name = type.IsGenericType && Nullable.GetUnderlyingType(type) is null && info.GenericTypeArguments.Length == type.GetGenericArguments().Length
            ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Zip(info.GenericTypeArguments, Typed))}>"
            : Name(type);
        return nullable ? name + "?" : name;
    }

    private static string Name(Type type, bool full = false)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!, full);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!, full) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying, full) + "?";
        }

        string prefix = full ? type.Namespace + "." : "";
        return type.IsGenericType
            ? $"{prefix}{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(argument => Name(argument)))}>"
            : prefix + Bare(type);
    }

    private static string Bare(Type type)
    {
        string name = type.Name switch
        {
            "String" => "string",
            "Int32" => "int",
            "Int64" => "long",
            "Double" => "double",
            "Single" => "float",
            "Boolean" => "bool",
            "Byte" => "byte",
            "Object" => "object",
            "Void" => "void",
            "Decimal" => "decimal",
            _ => type.Name.Split('`')[0],
        };
        return type.IsNested && !type.IsGenericParameter ? $"{Bare(type.DeclaringType!)}.{name}" : name;
    }
}
