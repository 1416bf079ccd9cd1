using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using GovStack.Grains.Interfaces;
using Xunit;

namespace GovStack.Cluster.Tests.Wire;

/// <summary>
/// Pins what servers say to each other: aliases of interfaces, methods and types, and the fields of every type that travels as JSON. During a rollout two
/// versions talk: a line that changes or goes breaks them, a new field is safe where it is optional.
/// </summary>
public sealed class WireTypeTests
{
    [Fact]
    public void WireTypes_AreThoseOfTheList()
    {
        var list = Path.Combine(TestKit.Repository.Root, "tests", "Cluster.Tests", "Wire", "wire-types.txt");

        Assert.Equal(File.ReadAllText(list), Describe());
    }

    private static string Describe()
    {
        var text = new StringBuilder();
        var travelling = new SortedDictionary<string, Type>(StringComparer.Ordinal);
        var assembly = typeof(IConversationGrain).Assembly;
        foreach (var contract in assembly.GetExportedTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain))).OrderBy(AliasOf, StringComparer.Ordinal))
        {
            text.Append(AliasOf(contract)).Append('\n');
            foreach (var method in contract.GetMethods().OrderBy(AliasOf, StringComparer.Ordinal))
            {
                text.Append("  ").Append(AliasOf(method)).Append('(').AppendJoin(", ", method.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))
                    .Append("): ").Append(NameOf(method.ReturnType)).Append('\n');
                foreach (var type in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
                    Collect(type, travelling);
            }
        }

        foreach (var alias in assembly.GetExportedTypes().Where(type => !type.IsInterface && AliasOf(type) != type.Name).Select(AliasOf).Order(StringComparer.Ordinal))
            text.Append(alias).Append('\n');
        foreach (var (name, type) in travelling)
            text.Append(name).Append(": ").AppendJoin(", ", Fields(type)).Append('\n');
        return text.ToString();
    }

    private static IEnumerable<string> Fields(Type type)
        => type.IsEnum
            ? Enum.GetNames(type)
            : type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.GetIndexParameters().Length == 0 && property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
                .Select(property => $"{property.Name} {NameOf(property.PropertyType)}")
                .Concat(type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(derived => $"\"{derived.TypeDiscriminator}\""))
                .Order(StringComparer.Ordinal);

    private static void Collect(Type type, SortedDictionary<string, Type> travelling)
    {
        foreach (var argument in type.GetGenericArguments())
            Collect(argument, travelling);
        if (type.IsGenericType || type.Namespace?.StartsWith("GovStack", StringComparison.Ordinal) != true || !travelling.TryAdd(type.Name, type))
            return;
        foreach (var derived in type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false))
            Collect(derived.DerivedType, travelling);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null))
            Collect(property.PropertyType, travelling);
    }

    private static string AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias ?? member.Name;

    private static string NameOf(Type type)
        => type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : type.Name;
}
