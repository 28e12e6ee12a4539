<?php
$metadata['https://service.example/simplesamlphp'] = [
    'AssertionConsumerService' => 'https://service.example/acs',
    'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    'certData' => '@CERTIFICATE@',
    'validate.authnrequest' => true,
];
