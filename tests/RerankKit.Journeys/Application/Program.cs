using System.Reflection;
using System.Text.Json;

// Runs each block named by the arguments, or "use" before its name for what it registers too, and says in a line of JSON each how that went.
foreach (string argument in args)
{
    string? failure = null;
    try
    {
        await Run(Type.GetType(argument, throwOnError: true)!).WaitAsync(TimeSpan.FromMinutes(1));
    }
    catch (Exception exception)
    {
        failure = exception.ToString();
    }

    Console.WriteLine(JsonSerializer.Serialize(new { Block = argument, Failure = failure }));
}

static async Task Run(Type type)
{
    await using var block = (Introduced)Activator.CreateInstance(type)!;
    await block.RunAsync();
    await block.UseAsync();
    await CallAsync(block, block);
    foreach (Type declared in type.Assembly.GetTypes().Where(other => other.Namespace == type.Namespace && other != type && other is { IsAbstract: false, IsNested: false }))
    {
        // What takes a number is made by the block itself.
        if (declared.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType.IsValueType)))
        {
            continue;
        }

        await CallAsync(block, ActivatorUtilities.CreateInstance(block.app.Services, declared));
    }
}

// Public methods get what has their parameters' names.
static async Task CallAsync(Introduced block, object instance)
{
    foreach (MethodInfo method in instance.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(method => method is { IsSpecialName: false, IsVirtual: false }))
    {
        object? result = method.Invoke(instance, [.. method.GetParameters().Select(parameter => Introduced(parameter.Name!).GetValue(block))]);
        if (result is Task task)
        {
            await task;
        }
    }
}

static PropertyInfo Introduced(string name) =>
    typeof(Introduced).GetProperty(name) ?? throw new InvalidOperationException($"Nothing is known as '{name}': declare it in Application/Introduced.cs.");
