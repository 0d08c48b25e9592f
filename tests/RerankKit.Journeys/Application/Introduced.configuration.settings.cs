namespace Journey;

public abstract class Introduced_configuration_settings : Introduced_document_context_settings;
