using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace LagrangeMLNet.Acceptance;

/// <summary>Which namespaces of a compiled assembly use which others of it: in signatures, fields, base types and code.</summary>
internal sealed class NamespaceArrows : ISignatureTypeProvider<object?, object?>
{
    private readonly MetadataReader _reader;
    private readonly PEReader _file;
    private readonly SortedDictionary<string, SortedSet<string>> _arrows = new(StringComparer.Ordinal);
    private SortedSet<string> _used = [];

    private NamespaceArrows(PEReader file) => (_file, _reader) = (file, file.GetMetadataReader());

    /// <returns>For each namespace the others that it uses.</returns>
    public static IReadOnlyDictionary<string, SortedSet<string>> Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var arrows = new NamespaceArrows(file);
        foreach (var handle in arrows._reader.TypeDefinitions)
            arrows.Read(handle);
        return arrows._arrows;
    }

    private void Read(TypeDefinitionHandle handle)
    {
        var own = Namespace(handle);
        if (!_arrows.TryGetValue(own, out _used!))
            _arrows[own] = _used = new(StringComparer.Ordinal);
        var type = _reader.GetTypeDefinition(handle);
        Use(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations())
            Use(_reader.GetInterfaceImplementation(implemented).Interface);
        foreach (var field in type.GetFields())
            _reader.GetFieldDefinition(field).DecodeSignature(this, null);
        foreach (var handleOfMethod in type.GetMethods())
        {
            var method = _reader.GetMethodDefinition(handleOfMethod);
            method.DecodeSignature(this, null);
            if (method.RelativeVirtualAddress != 0)
                Read(_file.GetMethodBody(method.RelativeVirtualAddress));
        }

        _used.Remove(own);
    }

    private void Read(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
            _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null);
        foreach (var (opcode, operand) in Instructions.Of(body))
        {
            if (opcode.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
                Use(MetadataTokens.EntityHandle(operand));
        }
    }

    private void Use(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition when !handle.IsNil:
                _used.Add(Namespace((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                break;
            case HandleKind.MethodDefinition:
                Use(_reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Use(_reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Use(_reader.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                var method = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                method.DecodeSignature(this, null);
                Use(method.Method);
                break;
        }
    }

    /// <summary>The namespace of a type, or of the one that it is nested in; empty for what the compiler adds.</summary>
    private string Namespace(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType();
        return outer.IsNil ? _reader.GetString(type.Namespace) : Namespace(outer);
    }

    object? ISimpleTypeProvider<object?>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        Use(handle);
        return null;
    }

    object? ISignatureTypeProvider<object?, object?>.GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        Use(handle);
        return null;
    }

    object? ISimpleTypeProvider<object?>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => null;

    object? ISimpleTypeProvider<object?>.GetPrimitiveType(PrimitiveTypeCode typeCode) => null;

    object? IConstructedTypeProvider<object?>.GetGenericInstantiation(object? genericType, ImmutableArray<object?> typeArguments) => null;

    object? IConstructedTypeProvider<object?>.GetArrayType(object? elementType, ArrayShape shape) => null;

    object? IConstructedTypeProvider<object?>.GetByReferenceType(object? elementType) => null;

    object? IConstructedTypeProvider<object?>.GetPointerType(object? elementType) => null;

    object? ISZArrayTypeProvider<object?>.GetSZArrayType(object? elementType) => null;

    object? ISignatureTypeProvider<object?, object?>.GetGenericMethodParameter(object? genericContext, int index) => null;

    object? ISignatureTypeProvider<object?, object?>.GetGenericTypeParameter(object? genericContext, int index) => null;

    object? ISignatureTypeProvider<object?, object?>.GetPinnedType(object? elementType) => null;

    object? ISignatureTypeProvider<object?, object?>.GetFunctionPointerType(MethodSignature<object?> signature) => null;

    object? ISignatureTypeProvider<object?, object?>.GetModifiedType(object? modifier, object? unmodifiedType, bool isRequired) => null;
}
