using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace LagrangeMLNet.Acceptance;

/// <summary>Finds in a compiled assembly where numbers or times become text, or text numbers, by the culture of the thread.</summary>
/// <remarks>
/// Whole numbers do not count: only the sign of a negative one depends on the culture, and counts have none. Nor does the text that the
/// compiler gives a record: it is for debuggers.
/// </remarks>
internal sealed class CultureDependentCalls
{
    private const string Handler = "System.Runtime.CompilerServices.DefaultInterpolatedStringHandler";
    private const string Provider = "System.IFormatProvider";

    private static readonly HashSet<string> Numbers =
    [
        "Single", "Double", "System.Half", "System.Decimal", "System.DateTime", "System.DateTimeOffset", "System.Nullable`1<Single>",
        "System.Nullable`1<Double>", "Object", "System.IFormattable", "!!0", "!0",
    ];

    private readonly MetadataReader _reader;
    private readonly PEReader _file;

    private CultureDependentCalls(PEReader file) => (_file, _reader) = (file, file.GetMetadataReader());

    /// <returns>Type, method and call of each place.</returns>
    public static IReadOnlyList<string> Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        return [.. new CultureDependentCalls(file).Find()];
    }

    private IEnumerable<string> Find()
    {
        foreach (var handle in _reader.MethodDefinitions)
        {
            var method = _reader.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0 || _reader.GetString(method.Name) == "PrintMembers")
                continue;
            var type = _reader.GetTypeDefinition(method.GetDeclaringType());
            if (type.GetCustomAttributes().Any(IsGenerated))
                continue;
            var place = $"{_reader.GetString(type.Name)}.{_reader.GetString(method.Name)}";
            // Texts are interpolated one within the other: the innermost one that is open takes what comes.
            var hasProvider = new Stack<bool>();
            foreach (var (owner, name, generic, parameters) in Calls(_file.GetMethodBody(method.RelativeVirtualAddress)))
            {
                if (owner == Handler && name == ".ctor")
                    hasProvider.Push(parameters.Contains(Provider));
                else if (owner == Handler && name == "AppendFormatted" && hasProvider.TryPeek(out var invariant) && !invariant && Numbers.Contains(generic))
                    yield return $"{place}: text with a {generic}";
                else if ((owner == Handler && name == "ToStringAndClear") || (owner == "String" && name == "Create"))
                    hasProvider.TryPop(out _);
                else if (owner != Handler && !parameters.Contains(Provider) && Depends(owner, name, generic, parameters))
                    yield return $"{place}: {owner}.{name}({string.Join(", ", parameters)})";
            }
        }
    }

    /// <summary>Whether an attribute says that a type was written by a tool.</summary>
    private bool IsGenerated(CustomAttributeHandle attribute) =>
        _reader.GetCustomAttribute(attribute).Constructor is { Kind: HandleKind.MemberReference } constructor
        && _reader.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } type
        && TypeNames.Of(_reader, (TypeReferenceHandle)type) == "System.CodeDom.Compiler.GeneratedCodeAttribute";

    private static bool Depends(string owner, string name, string generic, ImmutableArray<string> parameters) => (owner, name) switch
    {
        ("Double" or "Single" or "System.Decimal" or "System.DateTime", "ToString" or "Parse" or "TryParse") => true,
        ("String", "Format") => true,
        ("String", "Join") => Numbers.Contains(generic) || parameters[^1] == "Object[]",
        ("String", "Concat") => parameters[0] == "Object",
        ("System.Text.StringBuilder", "AppendFormat") => true,
        ("System.Text.StringBuilder", "Append") => Numbers.Contains(parameters[0]),
        ("System.Convert", "ToString") => Numbers.Contains(parameters[0]),
        // Its message ends with the value, in the culture's form.
        ("System.ArgumentOutOfRangeException", ".ctor") => parameters is [_, "Object", _],
        _ => false,
    };

    private IEnumerable<(string Owner, string Name, string Generic, ImmutableArray<string> Parameters)> Calls(MethodBodyBlock body)
    {
        foreach (var (opcode, operand) in Instructions.Of(body))
        {
            if (opcode.OperandType == OperandType.InlineMethod && Called(MetadataTokens.EntityHandle(operand)) is { } called)
                yield return called;
        }
    }

    private (string Owner, string Name, string Generic, ImmutableArray<string> Parameters)? Called(EntityHandle token)
    {
        var generic = "";
        if (token.Kind == HandleKind.MethodSpecification)
        {
            var specification = _reader.GetMethodSpecification((MethodSpecificationHandle)token);
            generic = string.Join(",", specification.DecodeSignature(new TypeNames(), null));
            token = specification.Method;
        }

        // What is defined elsewhere: the class library's methods are.
        if (token.Kind != HandleKind.MemberReference)
            return null;
        var member = _reader.GetMemberReference((MemberReferenceHandle)token);
        if (member.Parent.Kind != HandleKind.TypeReference)
            return null;
        var owner = TypeNames.Of(_reader, (TypeReferenceHandle)member.Parent);
        return (owner, _reader.GetString(member.Name), generic, member.DecodeMethodSignature(new TypeNames(), null).ParameterTypes);
    }

    /// <summary>Types by name; those of the language by the name alone.</summary>
    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        public static string Of(MetadataReader reader, TypeReferenceHandle handle)
        {
            var type = reader.GetTypeReference(handle);
            var (space, name) = (reader.GetString(type.Namespace), reader.GetString(type.Name));
            return space.Length == 0 || (space == "System" && name is "String" or "Single" or "Double" or "Object") ? name : $"{space}.{name}";
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Of(reader, handle);

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(",", typeArguments)}>";

        public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

        public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

        public string GetSZArrayType(string elementType) => $"{elementType}[]";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[,]";

        public string GetByReferenceType(string elementType) => $"{elementType}&";

        public string GetPointerType(string elementType) => $"{elementType}*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;
    }
}
